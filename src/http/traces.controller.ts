import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { questionOf, RULE_SETS, TIME_ZEROS } from '../outcomes/index.js';
import { Clock, EventStore, Results } from '../ports/index.js';
import { NOTHING_KNOWN, Reading } from '../projections/index.js';
import { TransparencyLog } from '../provenance/index.js';
import { Cohorts, readResult } from '../studies/index.js';
import {
  fhirProvenance,
  provJson,
  traceOutcome,
  traceResult,
  traceVerdict,
  type Trace,
  type TraceSources,
} from '../tracing/index.js';
import { VERSION } from '../version.js';
import { refuse } from './problem.js';
import { asOfOf, atSourceOf, onlyQuery, parametersIn, patientIdOf, questionIn, single } from './request.js';

const FORMATS = ['json', 'prov', 'fhir'] as const;
const FORMAT = {
  name: 'format',
  required: false,
  enum: FORMATS,
  description: 'JSON unless given, or W3C PROV-JSON, or FHIR R4 Provenance',
};
const POINTER = { name: 'pointer', required: false, description: 'JSON pointer to the value; all of it if absent' };
const AS_OF = { name: 'asOf', required: false, description: 'as for outcomes' };
const AT_SOURCE = { name: 'asKnownAtSource', required: false, description: 'as for outcomes' };
const CUT_OFF = { name: 'cutOff', required: false, description: 'as for outcomes' };
const OPTION = { name: 'option', required: false, isArray: true, type: String, description: 'as for outcomes' };
const WITH = {
  name: 'with',
  required: false,
  isArray: true,
  type: String,
  description: 'a parameter of the definition, NAME=VALUE; may be repeated',
};
const TRACE = { status: 200, schema: { $ref: '#/components/schemas/Trace' } };

/** From any number back to its rule, its events, who recorded them from which document, and the proof of each. */
@ApiTags('provenance')
@Controller('provenance/trace')
export class TracesController {
  private readonly sources: TraceSources;

  constructor(
    private readonly reading: Reading,
    log: TransparencyLog,
    private readonly cohorts: Cohorts,
    private readonly results: Results,
    private readonly store: EventStore,
    private readonly clock: Clock,
  ) {
    this.sources = { reading, log, version: VERSION };
  }

  @Get('patients/:id/outcomes/:endpoint')
  @ApiOperation({ summary: "What stands behind a value of a patient's endpoint" })
  @ApiQuery({ name: 'ruleSet', required: false, enum: RULE_SETS })
  @ApiQuery({ name: 'timeZero', required: false, enum: TIME_ZEROS })
  @ApiQuery(OPTION)
  @ApiQuery(AS_OF)
  @ApiQuery(AT_SOURCE)
  @ApiQuery(CUT_OFF)
  @ApiQuery(POINTER)
  @ApiQuery(FORMAT)
  @ApiProduces('application/json', 'application/fhir+json')
  @ApiResponse(TRACE)
  async outcome(
    @Param('id') id: string,
    @Param('endpoint') endpoint: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { query } = request;
    onlyQuery(request, [
      ...['ruleSet', 'timeZero', 'option', 'asOf', 'asKnownAtSource', 'cutOff'],
      ...['pointer', 'format'],
    ]);
    const question = questionIn(request);
    const asOf = await asOfOf(query['asOf'], this.store, this.clock);
    const reading = this.reading.asKnownAtSource(atSourceOf(query['asKnownAtSource'], this.clock));
    const pointer = single('pointer', query['pointer']) ?? '';
    const asked = { patientId: patientIdOf(id), endpoint, pointer, question, asOf };
    send(response, request, await traceOutcome({ ...this.sources, reading }, asked));
  }

  @Get('patients/:id/cohorts/:name')
  @ApiOperation({ summary: 'What stands behind the verdict of a cohort on a patient, criterion by criterion' })
  @ApiQuery(WITH)
  @ApiQuery(AS_OF)
  @ApiQuery(CUT_OFF)
  @ApiQuery(FORMAT)
  @ApiProduces('application/json', 'application/fhir+json')
  @ApiResponse(TRACE)
  async verdict(
    @Param('id') id: string,
    @Param('name') name: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { query } = request;
    onlyQuery(request, ['with', 'asOf', 'cutOff', 'format']);
    const { cutOff } = questionOf({ cutOff: single('cutOff', query['cutOff']) });
    const asOf = await asOfOf(query['asOf'], this.store, this.clock);
    const { version, definition } = await this.cohorts.choose(name, asOf, parametersIn(request));
    if (!definition) {
      const remedy = 'Name a cohort that is defined; see GET /cohorts.';
      throw refuse(404, 'unknown-cohort', '/name', '"all" is every registered patient, without a definition', remedy);
    }
    const asked = { patientId: patientIdOf(id), cohort: { version, definition }, cutOff, asOf };
    send(response, request, await traceVerdict(this.sources, asked));
  }

  @Get('results/:id')
  @ApiOperation({ summary: 'Which patients, and which of their events, stand behind a value of a result' })
  @ApiQuery(POINTER)
  @ApiQuery(FORMAT)
  @ApiProduces('application/json', 'application/fhir+json')
  @ApiResponse(TRACE)
  async result(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    onlyQuery(request, ['pointer', 'format']);
    const found = await this.results.find(id);
    if (found === null) {
      const remedy = 'Check the id, or run the analysis: the same inputs give the same id.';
      throw refuse(404, 'unknown-result', '/id', 'no result is kept under this id', remedy);
    }
    const result = readResult(found);
    const { asOf: position } = result.manifest.inputs;
    const moment = position === null ? NOTHING_KNOWN : await this.store.pointAt(position);
    const pointer = single('pointer', request.query['pointer']) ?? '';
    send(response, request, await traceResult(this.sources, result, pointer, moment));
  }
}

function send(response: Response, request: Request, trace: Trace | null): void {
  if (!trace)
    throw refuse(404, 'patient-unknown', '', 'there is no such patient, or none was known then', 'Check the id.');
  const format = single('format', request.query['format']) ?? 'json';
  response.set('Cache-Control', 'no-store');
  if (format === 'json') response.json(trace);
  else if (format === 'prov') response.json(provJson(trace));
  else if (format === 'fhir') response.type('application/fhir+json').send(JSON.stringify(fhirProvenance(trace)));
  else throw refuse(400, 'bad-query', '/format', `there is no format ${format}`, `Use one of: ${FORMATS.join(', ')}.`);
}
