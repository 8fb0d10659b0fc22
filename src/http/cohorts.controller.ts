import { Body, Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { criterionText, definitionSchema, definitionText, eventsText, flow, type Plan } from '../cohorts/index.js';
import { CONFIG, type Config } from '../config.js';
import { parseClinicalDate } from '../events/index.js';
import { Clock, EventStore, type LogPoint } from '../ports/index.js';
import { asOfView, Reading } from '../projections/index.js';
import {
  cohortUsed,
  Cohorts,
  RefusedDefinitionError,
  verdictOn,
  verdictsOf,
  type ChosenCohort,
  type DefinedCohort,
} from '../studies/index.js';
import { bodyFields, required } from './body.js';
import { refuse } from './problem.js';
import { asOfOf, onlyQuery, parametersIn, patientIdOf, requestIdOf, single, wholeNumber } from './request.js';

const AS_OF = { name: 'asOf', required: false, description: 'as known then: definitions and patients alike' };
const CUT_OFF = { name: 'cutOff', required: false, description: 'clinical data cut-off: a day, or a relative day' };
const WITH = {
  name: 'with',
  required: false,
  isArray: true,
  type: String,
  description: 'a parameter of the definition, NAME=VALUE; may be repeated',
};
const VERDICTS = ['in', 'out', 'cannot-tell', 'not-counted', 'all'];
const PAGE = 100;
const LARGEST_PAGE = 1000;

/** Cohort definitions: recorded as events, a version a definition, and asked who is in and why. */
@ApiTags('cohorts')
@Controller('cohorts')
export class CohortsController {
  constructor(
    private readonly cohorts: Cohorts,
    private readonly reading: Reading,
    private readonly store: EventStore,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Define a cohort: the next version of its name; the same definition again is answered' })
  @ApiBody({ schema: { $ref: '#/components/schemas/CohortDefinition' } })
  @ApiResponse({ status: 201, description: 'recorded', schema: { $ref: '#/components/schemas/DefinedCohort' } })
  @ApiResponse({ status: 200, description: 'a version of it is this very definition' })
  @ApiResponse({ status: 422, description: 'every problem, with pointer, line and column' })
  async define(@Body() body: unknown, @Req() request: Request, @Res({ passthrough: true }) response: Response) {
    onlyQuery(request, []);
    const fields = bodyFields(body, { definition: 'text or object', reason: 'text' });
    const given = required(fields, 'definition', 'Give the definition, as an object or as its YAML.');
    const reason = String(required(fields, 'reason', 'Say why it is defined, or defined anew.'));
    const text = typeof given === 'string' ? given : JSON.stringify(given, null, 2);
    const caller = { ...this.config.localUser, requestId: requestIdOf(request) };
    const { cohort, isNew, warnings } = await this.cohorts
      .define(text, reason, { clock: this.clock, caller })
      .catch(inBody(typeof given === 'string'));
    response.status(isNew ? 201 : 200).location(`/cohorts/${cohort.name}@${cohort.version}`);
    return { ...cohort, warnings };
  }

  @Get()
  @ApiOperation({ summary: 'Every version of every cohort' })
  @ApiQuery(AS_OF)
  async list(@Req() request: Request) {
    onlyQuery(request, ['asOf']);
    const asOf = await asOfOf(request.query['asOf'], this.store, this.clock);
    return { asOf: asOfView(asOf), cohorts: await this.cohorts.all(asOf) };
  }

  @Get(':name')
  @ApiOperation({ summary: 'A cohort, NAME or NAME@2: its definition, in words too, and its versions' })
  @ApiQuery(AS_OF)
  @ApiResponse({ status: 200, schema: { $ref: '#/components/schemas/DefinedCohort' } })
  @ApiResponse({ status: 404, description: 'no such cohort or version, or none that was defined then' })
  async one(@Param('name') name: string, @Req() request: Request) {
    onlyQuery(request, ['asOf']);
    const asOf = await asOfOf(request.query['asOf'], this.store, this.clock);
    const cohort = await this.cohorts.find(name, asOf);
    const plan = await this.cohorts.planOf(cohort, asOf);
    const versions = await this.cohorts.versions(cohort.name, asOf);
    return { ...cohort, ...inWords(plan), versions: versions.map(briefly) };
  }

  @Get(':name/flow')
  @ApiOperation({ summary: 'From registration to membership, criterion by criterion (CONSORT)' })
  @ApiQuery(WITH)
  @ApiQuery(AS_OF)
  @ApiQuery(CUT_OFF)
  async flow(@Param('name') name: string, @Req() request: Request) {
    onlyQuery(request, ['with', 'asOf', 'cutOff']);
    const { plan, asOf, cutOff, chosen } = await this.asked(name, request);
    const seen = await verdictsOf(this.reading, plan, asOf, cutOff);
    return { ...frame(chosen, seen.asOf, cutOff), flow: flow(plan, seen.value) };
  }

  @Get(':name/patients')
  @ApiOperation({ summary: 'The members, or whoever has another verdict, each with every criterion and its evidence' })
  @ApiQuery({ name: 'verdict', required: false, enum: VERDICTS, description: 'in, unless given' })
  @ApiQuery({ name: 'after', required: false, description: 'patient id that the page before ended with' })
  @ApiQuery({ name: 'limit', required: false, description: `at most ${LARGEST_PAGE}; ${PAGE} unless given` })
  @ApiQuery(WITH)
  @ApiQuery(AS_OF)
  @ApiQuery(CUT_OFF)
  async patients(@Param('name') name: string, @Req() request: Request) {
    onlyQuery(request, ['verdict', 'after', 'limit', 'with', 'asOf', 'cutOff']);
    const wanted = single('verdict', request.query['verdict']) ?? 'in';
    if (!VERDICTS.includes(wanted))
      throw refuse(
        400,
        'bad-query',
        '/verdict',
        `there is no verdict ${wanted}`,
        `Use one of: ${VERDICTS.join(', ')}.`,
      );
    const limit = Math.min(wholeNumber(request, 'limit') ?? PAGE, LARGEST_PAGE);
    const after = single('after', request.query['after']) ?? '';
    const { plan, asOf, cutOff, chosen } = await this.asked(name, request);
    const seen = await verdictsOf(this.reading, plan, asOf, cutOff);
    const all = seen.value.filter(({ verdict }) => wanted === 'all' || verdict === wanted);
    const left = all.filter(({ patientId }) => patientId > after);
    const patients = left.slice(0, limit);
    const next = left.length > patients.length ? (patients.at(-1)?.patientId ?? null) : null;
    return { ...frame(chosen, seen.asOf, cutOff), verdict: wanted, count: all.length, next, patients };
  }

  @Get(':name/patients/:id')
  @ApiOperation({ summary: 'Why one patient is in or not: each criterion, and the events that show it' })
  @ApiQuery(WITH)
  @ApiQuery(AS_OF)
  @ApiQuery(CUT_OFF)
  async explain(@Param('name') name: string, @Param('id') id: string, @Req() request: Request) {
    onlyQuery(request, ['with', 'asOf', 'cutOff']);
    const { plan, asOf, cutOff, chosen } = await this.asked(name, request);
    const seen = await this.reading.timeline(patientIdOf(id), asOf);
    if (!seen.value)
      throw refuse(404, 'patient-unknown', '', 'there is no such patient, or none was known then', 'Check the id.');
    return { ...frame(chosen, seen.asOf, cutOff), ...verdictOn(plan, seen.value, cutOff) };
  }

  private async asked(name: string, request: Request) {
    const { query } = request;
    const asOf = await asOfOf(query['asOf'], this.store, this.clock);
    const chosen = await this.cohorts.choose(name, asOf, parametersIn(request));
    const plan = chosen.definition?.plan;
    if (!plan)
      throw refuse(
        404,
        'unknown-cohort',
        '/name',
        '"all" is every registered patient, without a definition',
        'See GET /patients.',
      );
    return { plan, asOf, cutOff: dayOf(single('cutOff', query['cutOff'])), chosen };
  }
}

@ApiTags('cohorts')
@Controller('schemas')
export class SchemasController {
  @Get('cohort.json')
  @ApiOperation({ summary: 'JSON Schema (2020-12) of a definition, for an editor to complete it' })
  cohort() {
    return definitionSchema();
  }
}

/** Places of problems as they stand in the body; lines and columns only where the text is the caller's own. */
const inBody =
  (isText: boolean) =>
  (error: unknown): never => {
    if (!(error instanceof RefusedDefinitionError)) throw error;
    const [first, ...others] = error.problems.map(({ pointer, ...problem }) => {
      const { code, detail, remedy } = problem;
      const placed = pointer.startsWith('/reason') ? pointer : `/definition${pointer}`;
      return isText ? { ...problem, pointer: placed } : { code, detail, remedy, pointer: placed };
    });
    throw first ? new RefusedDefinitionError([first, ...others]) : error;
  };

const frame = (chosen: ChosenCohort, asOf: LogPoint | null, cutOff: string | null) => ({
  cohort: cohortUsed(chosen),
  asOf: asOfView(asOf),
  cutOff,
});

const inWords = ({ title, criteria, events, looksAhead, parameters }: Plan) => ({
  title,
  parameters,
  criteria: criteria.map((criterion) => ({ name: criterion.name, words: criterionText(criterion) })),
  events: events.map((one) => ({ name: one.name, words: eventsText(one) })).filter(({ words }) => words !== ''),
  looksAhead,
});

const briefly = ({ version, sha256, reason, definedAt, definedBy, definition }: DefinedCohort) => ({
  ...{ version, sha256, reason, definedAt, definedBy },
  text: definitionText(definition),
});

function dayOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (parseClinicalDate(text)?.precision === 'day') return text;
  const remedy = 'Give a whole date (2009-12-31) or a relative day (+365).';
  throw refuse(400, 'bad-cut-off', '/cutOff', `${JSON.stringify(text)} is no day`, remedy);
}
