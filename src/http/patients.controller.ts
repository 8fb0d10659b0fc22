import { Body, Controller, Get, Headers, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus, type Query } from '@nestjs/cqrs';
import { ApiBody, ApiHeader, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { CONFIG, type Config } from '../config.js';
import { at, parseClinicalDate, readEvent, type EventDraft, type Violation } from '../events/index.js';
import { RULE_SETS, TIME_ZEROS } from '../outcomes/index.js';
import { Clock, EventStore, type LogPoint } from '../ports/index.js';
import { asOfView, outcomesView, timelineJson, type PatientSeen } from '../projections/index.js';
import { HistoryQuery, OutcomesQuery, TimelineQuery } from '../projections/queries.js';
import { fitsBasis } from '../timeline/index.js';
import { RecordEventsCommand } from '../recording/commands.js';
import type { Recorded } from '../recording/index.js';
import { ProblemError, refuse } from './problem.js';
import {
  asOfOf,
  atSourceOf,
  onlyQuery,
  patientIdOf,
  questionIn,
  requestIdOf,
  seenRevisionOf,
  single,
} from './request.js';

const AS_OF = {
  name: 'asOf',
  required: false,
  description: 'knowledge: a position, an instant with its zone, or a date (its end, UTC)',
};
const AT_SOURCE = {
  name: 'asKnownAtSource',
  required: false,
  description: 'only what the source itself had recorded by the end of this day, month or year',
};
const CUT_OFF = {
  name: 'cutOff',
  required: false,
  description: 'clinical data cut-off: a day, or a relative day such as +365',
};
const OPTION = {
  name: 'option',
  required: false,
  isArray: true,
  type: String,
  description:
    'a setting of the rules, NAME=VALUE, where the value is JSON or a bare word and a dot leads to a part: ' +
    'liverSurgery=censor, schedule.interval=84; may be repeated; every answer states all of them',
};
const AT_LEAST = {
  name: 'atLeast',
  required: false,
  description: 'a revision that the answer must have taken into account',
};

@ApiTags('patients')
@Controller('patients')
export class PatientsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly store: EventStore,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Registers a patient: the body is a PatientRegistered event without its type, and may name the patientId. */
  @Post()
  @ApiOperation({ summary: 'Register a patient' })
  @ApiBody({ schema: { $ref: '#/components/schemas/Registration' } })
  @ApiResponse({ status: 201, description: 'registered', schema: { $ref: '#/components/schemas/Recorded' } })
  @ApiResponse({ status: 200, description: 'was registered already, with the same content' })
  async register(@Body() body: unknown, @Req() request: Request, @Res({ passthrough: true }) response: Response) {
    onlyQuery(request, []);
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw refuse(422, 'not-an-object', '', 'a registration is a JSON object', 'Send occurredOn and data.');
    }
    const { patientId: given, ...event } = body as Record<string, unknown>;
    if ('type' in event && event['type'] !== 'PatientRegistered') {
      throw refuse(
        422,
        'invalid-field',
        '/type',
        'this route registers patients',
        'Leave type out, or record the event under /patients/{id}/events.',
      );
    }
    const draft = draftOf({ ...event, type: 'PatientRegistered' }, '');
    const identified = { ...draft, id: draft.id ?? this.clock.newId() };
    const patientId = given === undefined ? identified.id : patientIdOf(given, '/patientId');
    const recorded = await this.record(patientId, [identified], undefined, request, () => '');
    response.status(recorded.deduplicated ? 200 : 201).location(`/patients/${patientId}/timeline`);
    return { patientId, ...answerOf(recorded) };
  }

  /** Records one event, or an array of events of which all are recorded or none. */
  @Post(':id/events')
  @ApiOperation({ summary: 'Record events' })
  @ApiBody({ schema: { $ref: '#/components/schemas/Events' } })
  @ApiHeader({ name: 'If-Match', required: false, description: 'the revision seen last, as in the ETag: "17"' })
  @ApiResponse({ status: 201, description: 'recorded', schema: { $ref: '#/components/schemas/Recorded' } })
  @ApiResponse({ status: 200, description: 'all ids were known with the same content: what was answered then' })
  async append(
    @Param('id') id: string,
    @Body() body: unknown,
    @Headers('if-match') ifMatch: string | undefined,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    onlyQuery(request, []);
    const patientId = patientIdOf(id);
    const drafts = Array.isArray(body) ? this.draftsOf(body) : [draftOf(body, '')];
    const pointerOf = Array.isArray(body) ? (index: number) => `/${index}` : () => '';
    const recorded = await this.record(patientId, drafts, seenRevisionOf(ifMatch), request, pointerOf);
    response.status(recorded.deduplicated ? 200 : 201);
    return answerOf(recorded);
  }

  @Get(':id/timeline')
  @ApiOperation({ summary: "A patient's timeline, of now or as it was known then" })
  @ApiQuery(AS_OF)
  @ApiQuery(AT_SOURCE)
  @ApiQuery(CUT_OFF)
  @ApiQuery(AT_LEAST)
  @ApiResponse({ status: 200, schema: { $ref: '#/components/schemas/Timeline' } })
  async timeline(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    onlyQuery(request, ['asOf', 'asKnownAtSource', 'cutOff', 'atLeast']);
    const cutOff = cutOffOf(request.query['cutOff']);
    const asOf = await asOfOf(request.query['asOf'], this.store, this.clock);
    const atSource = atSourceOf(request.query['asKnownAtSource'], this.clock);
    const seen = await this.read(new TimelineQuery(patientIdOf(id), asOf, cutOff, atSource), asOf, atSource);
    const timeline = seen.value;
    this.requireAtLeast(request, timeline.revision);
    if (!fitsBasis(timeline, cutOff)) {
      const days =
        timeline.dateBasis === 'relative' ? 'relative days, no calendar' : 'calendar dates, no relative days';
      throw refuse(
        422,
        'no-calendar',
        '/cutOff',
        `this patient has ${days}`,
        'Give a cut-off of the same kind, or none.',
      );
    }
    tag(response, timeline.revision);
    response.type('application/json').send(timelineJson(seen, cutOff, atSource));
  }

  @Get(':id/outcomes')
  @ApiOperation({ summary: "A patient's endpoints, each with its reason and evidence" })
  @ApiQuery({ name: 'ruleSet', required: false, enum: RULE_SETS })
  @ApiQuery({ name: 'timeZero', required: false, enum: TIME_ZEROS })
  @ApiQuery(OPTION)
  @ApiQuery(AS_OF)
  @ApiQuery(AT_SOURCE)
  @ApiQuery(CUT_OFF)
  @ApiQuery(AT_LEAST)
  @ApiResponse({ status: 200, schema: { $ref: '#/components/schemas/Outcomes' } })
  async outcomes(@Param('id') id: string, @Req() request: Request, @Res({ passthrough: true }) response: Response) {
    onlyQuery(request, ['ruleSet', 'timeZero', 'option', 'asOf', 'asKnownAtSource', 'cutOff', 'atLeast']);
    const { query } = request;
    const question = questionIn(request);
    const asOf = await asOfOf(query['asOf'], this.store, this.clock);
    const atSource = atSourceOf(query['asKnownAtSource'], this.clock);
    const seen = await this.read(new OutcomesQuery(patientIdOf(id), question, asOf, atSource), asOf, atSource);
    const outcomes = seen.value;
    this.requireAtLeast(request, outcomes.revision);
    tag(response, outcomes.revision);
    return outcomesView(seen, atSource);
  }

  @Get(':id/events')
  @ApiOperation({ summary: 'The raw history: every event as it was recorded' })
  @ApiQuery(AS_OF)
  @ApiResponse({ status: 200, schema: { $ref: '#/components/schemas/History' } })
  async events(@Param('id') id: string, @Req() request: Request, @Res({ passthrough: true }) response: Response) {
    onlyQuery(request, ['asOf']);
    const patientId = patientIdOf(id);
    const asOf = await asOfOf(request.query['asOf'], this.store, this.clock);
    const seen = await this.queries.execute(new HistoryQuery(patientId, asOf));
    known(seen.value[0], asOf);
    // Of a merged record, whose events come from several streams, as its timeline numbers them.
    const revision = seen.value.length - 1;
    tag(response, revision);
    const { mergedInto } = seen;
    return {
      patientId: mergedInto ?? patientId,
      mergedInto,
      revision,
      asOf: asOfView(seen.asOf),
      events: seen.value,
    };
  }

  /** What there is of a patient. @throws ProblemError 404 */
  private async read<T>(
    query: Query<PatientSeen<T | null>>,
    asOf: LogPoint | null,
    atSource: string | null,
  ): Promise<PatientSeen<T>> {
    const { value, ...seen } = await this.queries.execute(query);
    return { ...seen, value: known(value, asOf ?? atSource) };
  }

  private record(
    patientId: string,
    drafts: readonly EventDraft[],
    seenRevision: number | undefined,
    request: Request,
    pointerOf: (index: number) => string,
  ): Promise<Recorded> {
    const caller = { ...this.config.localUser, requestId: requestIdOf(request) };
    return this.commands.execute(new RecordEventsCommand({ patientId, drafts, seenRevision, caller, pointerOf }));
  }

  private draftsOf(body: readonly unknown[]): readonly EventDraft[] {
    if (body.length === 0) throw refuse(422, 'no-events', '', 'the array holds no event', 'Send at least one.');
    if (body.length > this.config.batchLimit) {
      throw refuse(
        413,
        'too-many-events',
        '',
        `${body.length} events are more than ${this.config.batchLimit} at once`,
        'Send fewer, or import a file.',
      );
    }
    const readings = body.map((event, index) => readEvent(event, at('', index)));
    const [first, ...others] = readings.flatMap((reading) => ('violations' in reading ? reading.violations : []));
    if (first) throw new ProblemError(422, [first, ...others]);
    return readings.flatMap((reading) => ('draft' in reading ? [reading.draft] : []));
  }

  private requireAtLeast(request: Request, revision: number): void {
    const text = single('atLeast', request.query['atLeast']);
    if (text === undefined) return;
    if (!/^\d{1,15}$/.test(text))
      throw refuse(400, 'bad-query', '/atLeast', 'atLeast is a revision', 'Give the revision that the write answered.');
    if (revision < Number(text)) {
      throw refuse(
        503,
        'not-yet-known',
        '/atLeast',
        `the record is at revision ${revision} so far`,
        'Ask again in a moment.',
      );
    }
  }
}

function draftOf(body: unknown, pointer: string): EventDraft {
  const reading = readEvent(body, pointer);
  if ('draft' in reading) return reading.draft;
  const [first, ...others] = reading.violations;
  throw new ProblemError(422, [first as Violation, ...others]);
}

function answerOf({ revision, position, events, questioned }: Recorded) {
  return { revision, position, events: events.map(({ id, position }) => ({ id, position })), questioned };
}

function cutOffOf(value: unknown): string | null {
  const text = single('cutOff', value);
  if (text === undefined) return null;
  if (parseClinicalDate(text)?.precision === 'day') return text;
  throw refuse(
    400,
    'bad-cut-off',
    '/cutOff',
    `${JSON.stringify(text)} is no day`,
    'Give a whole date (2009-12-31) or a relative day (+365).',
  );
}

function known<T>(value: T | null | undefined, then: LogPoint | string | null): T {
  if (value !== null && value !== undefined) return value;
  throw refuse(
    404,
    'patient-unknown',
    '',
    then ? 'no such patient was known then' : 'there is no such patient',
    'Check the id, or register the patient first.',
  );
}

function tag(response: Response, revision: number): void {
  response.setHeader('ETag', `"${revision}"`);
  response.setHeader('Cache-Control', 'no-store');
}
