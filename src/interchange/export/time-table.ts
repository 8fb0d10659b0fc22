import type { Endpoints, TimeToEvent } from '../../outcomes/index.js';
import { dayColumns, type Column, type Table } from './column.js';
import { tracing, type ExportedPatient, type TracedTime } from './traced-time.js';

/** The times to an event, by the name of their endpoint in the outcomes. */
export const TIMES = {
  pfs: ({ pfs }) => pfs,
  os: ({ os }) => os,
  dfs: ({ dfs }) => dfs,
  ttp: ({ ttp }) => ttp,
  ttf: ({ ttf }) => ttf,
  conversionOrProgression: (endpoints) => endpoints.conversionOrProgression,
  'responseDuration.unconfirmed': ({ responseDuration }) => responseDuration.unconfirmed,
  'responseDuration.confirmed': ({ responseDuration }) => responseDuration.confirmed,
} as const satisfies Readonly<Record<string, (endpoints: Endpoints) => TimeToEvent>>;

interface TimeRow {
  readonly patientId: string;
  readonly endpoint: string;
  readonly time: TimeToEvent;
  readonly traced: TracedTime;
}

const codeOf = ({ time }: TimeRow, status: TimeToEvent['status']): string | null =>
  time.status === status ? time.reason.code : null;

const COLUMNS: readonly Column<TimeRow>[] = [
  {
    name: 'patient_id',
    type: 'string',
    required: true,
    about: 'Pseudonym of the patient.',
    source: 'patientId',
    of: ({ patientId }) => patientId,
  },
  {
    name: 'endpoint',
    type: 'string',
    required: true,
    values: Object.keys(TIMES),
    about: 'Name of the endpoint in the outcomes.',
    source: 'endpoints',
    of: ({ endpoint }) => endpoint,
  },
  {
    name: 'status',
    type: 'string',
    required: true,
    values: ['event', 'censored', 'not-evaluable'],
    about: 'Not evaluable: there is no time, and the reason says why.',
    source: 'status',
    of: ({ time }) => time.status,
  },
  {
    name: 'time_days',
    type: 'integer',
    unit: 'days',
    about: 'From time zero to the end: end - start, so that an end on the day of time zero is 0.',
    source: 'days',
    of: ({ time }) => time.days,
  },
  {
    name: 'event',
    type: 'integer',
    values: [0, 1],
    about: '1: the event; 0: censored, as Surv() of R takes it. Missing where there is no time.',
    source: 'status',
    of: ({ time }) => (time.status === 'not-evaluable' ? null : Number(time.status === 'event')),
  },
  {
    name: 'event_label',
    type: 'string',
    about: 'Code of what the event was.',
    source: 'reason.code',
    of: (row) => codeOf(row, 'event'),
  },
  {
    name: 'censor_reason',
    type: 'string',
    about: 'Code of why the time is censored.',
    source: 'reason.code',
    of: (row) => codeOf(row, 'censored'),
  },
  {
    name: 'not_evaluable_reason',
    type: 'string',
    about: 'Code of why there is no time.',
    source: 'reason.code',
    of: (row) => codeOf(row, 'not-evaluable'),
  },
  {
    name: 'reason_text',
    type: 'string',
    required: true,
    about: 'The same for people.',
    source: 'reason.text',
    of: ({ time }) => time.reason.text,
  },
  ...dayColumns<TimeRow>('time_zero_date', { about: 'Time zero.', source: 'start' }, ({ time }) => time.start),
  {
    name: 'time_zero_event_id',
    type: 'string',
    about: 'The event in force that time zero was read from.',
    source: 'evidence',
    of: ({ traced }) => traced.start?.eventId ?? null,
  },
  ...dayColumns<TimeRow>(
    'end_date',
    { about: 'The day of the event, or of censoring.', source: 'date' },
    ({ time }) => time.date,
  ),
  {
    name: 'end_event_id',
    type: 'string',
    about: 'The event in force that the end was read from; of one at the data cut-off, what proves it.',
    source: 'evidence',
    of: ({ traced }) => traced.end?.eventId ?? null,
  },
  {
    name: 'imputed',
    type: 'boolean',
    required: true,
    about: 'A partial date was used.',
    source: 'imputed',
    of: ({ time }) => time.imputed,
  },
];

/** One row a patient and time to an event. */
export const ENDPOINTS: Table<ExportedPatient, TimeRow> = {
  name: 'endpoints',
  title: 'Times to an event',
  about:
    'One row a patient and time to an event. In R: survfit(Surv(time_days, event) ~ 1) on the rows of one endpoint is ' +
    "the service's own curve.",
  key: ['patient_id', 'endpoint'],
  columns: COLUMNS,
  rows: (patient) => {
    const trace = tracing(patient);
    const { patientId, endpoints } = patient.outcomes;
    return Object.entries(TIMES).map(([endpoint, timeOf]) => {
      const time = timeOf(endpoints);
      return { patientId, endpoint, time, traced: trace(time) };
    });
  },
};
