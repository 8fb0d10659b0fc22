import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ANALYSES, GROUPINGS, type Analysis } from '../analyses/index.js';
import { Clock, EventStore, Results } from '../ports/index.js';
import { Reading, resolveKnownAtSource } from '../projections/index.js';
import { TransparencyLog } from '../provenance/index.js';
import { Cohorts, runStudy } from '../studies/index.js';
import { VERSION } from '../version.js';
import { bodyFields, textIn, type Fields } from './body.js';
import { refuse } from './problem.js';
import { asOfOf, onlyQuery } from './request.js';

const REQUEST = {
  cohort: 'text',
  with: 'object',
  groupBy: 'text',
  stratifyBy: 'text',
  ruleSet: 'text',
  timeZero: 'text',
  asOf: 'text or number',
  asKnownAtSource: 'text',
  cutOff: 'text',
  options: 'object',
  parameters: 'object',
} as const;

/** Analyses of cohorts; each result is kept under the id in its manifest. */
@ApiTags('analyses')
@Controller('analyses')
export class AnalysesController {
  constructor(
    private readonly cohorts: Cohorts,
    private readonly reading: Reading,
    private readonly store: EventStore,
    private readonly clock: Clock,
    private readonly results: Results,
    private readonly log: TransparencyLog,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The built-in analyses, with what can be set, and what patients can be grouped by' })
  all(@Req() request: Request) {
    onlyQuery(request, []);
    return { groupings: GROUPINGS, analyses: ANALYSES.map(view) };
  }

  @Post(':name')
  @ApiOperation({ summary: 'Run an analysis over a cohort; the result is kept' })
  @ApiBody({ schema: { $ref: '#/components/schemas/AnalysisRequest' }, required: false })
  @ApiResponse({ status: 201, description: 'a new result', schema: { $ref: '#/components/schemas/Result' } })
  @ApiResponse({ status: 200, description: 'the same result as one that is kept' })
  async run(
    @Param('name') name: string,
    @Body() body: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    onlyQuery(request, []);
    const analysis = ANALYSES.find((one) => one.name === name);
    if (!analysis) {
      const names = ANALYSES.map((one) => one.name).join(', ');
      throw refuse(
        404,
        'unknown-analysis',
        '/name',
        `there is no analysis ${JSON.stringify(name)}`,
        `Ask for one of: ${names}.`,
      );
    }
    const fields = bodyFields(body, REQUEST);
    const moment = await asOfOf(textIn(fields, 'asOf'), this.store, this.clock);
    const known = textIn(fields, 'asKnownAtSource');
    const reading = this.reading.asKnownAtSource(
      known === undefined ? null : resolveKnownAtSource(known, this.clock.now()),
    );
    const study = {
      cohort: await this.cohorts.choose(textIn(fields, 'cohort') ?? 'all', moment, textsOf(fields['with'])),
      asked: {
        ruleSet: textIn(fields, 'ruleSet'),
        timeZero: textIn(fields, 'timeZero'),
        cutOff: textIn(fields, 'cutOff'),
        ...(fields['options'] !== undefined && { options: fields['options'] as Fields }),
      },
      groupBy: textIn(fields, 'groupBy'),
      stratifyBy: textIn(fields, 'stratifyBy'),
      parameters: (fields['parameters'] ?? {}) as Fields,
    };
    const result = await runStudy(reading, analysis, study, moment, { log: this.log.log, software: VERSION });
    const { id } = result.manifest;
    const isNew = await this.results.keep(id, JSON.stringify(result));
    response.status(isNew ? 201 : 200).location(`/results/${id}`);
    response.type('application/json').send(await this.results.find(id));
  }
}

@ApiTags('analyses')
@Controller('results')
export class ResultsController {
  constructor(private readonly results: Results) {}

  @Get(':id')
  @ApiOperation({ summary: 'A result that was made once, with its manifest' })
  @ApiResponse({ status: 200, schema: { $ref: '#/components/schemas/Result' } })
  @ApiResponse({ status: 404, description: 'no such result' })
  async one(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    onlyQuery(request, []);
    const found = await this.results.find(id);
    if (found === null) {
      const remedy = 'Check the id, or run the analysis: the same inputs give the same id.';
      throw refuse(404, 'unknown-result', '/id', 'no result is kept under this id', remedy);
    }
    response.type('application/json').send(found);
  }
}

const view = ({ name, version, about, timeless = false, parameters }: Analysis) => ({
  ...{ name, version, about, timeless },
  parameters,
});

const textsOf = (values: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries((values ?? {}) as Fields).map(([name, value]) => [name, String(value)]));
