import type { Endpoints, TimeToEvent } from '../../outcomes/index.js';
import type { JsonObject } from '../../events/index.js';
import { ANCHOR_UNIT, calendarDay, relativeDay, type Column } from './column.js';
import { TIMES } from './time-table.js';
import type { DaySource, TracedTime } from './traced-time.js';

/** CDISC codes of the parameters; the duration of response is counted without confirmation. */
export const PARAMETERS: readonly {
  readonly code: string;
  readonly title: string;
  readonly time: (endpoints: Endpoints) => TimeToEvent;
}[] = [
  { code: 'OS', title: 'Overall Survival', time: TIMES.os },
  { code: 'PFS', title: 'Progression Free Survival', time: TIMES.pfs },
  { code: 'DFS', title: 'Disease Free Survival', time: TIMES.dfs },
  { code: 'TTP', title: 'Time to Progression', time: TIMES.ttp },
  { code: 'TTF', title: 'Time to Treatment Failure', time: TIMES.ttf },
  { code: 'RSD', title: 'Duration of Response', time: TIMES['responseDuration.unconfirmed'] },
];

/** A subject, and one parameter that can be evaluated. */
export interface AdtteRow {
  readonly patientId: string;
  readonly registration: JsonObject;
  readonly sequence: number;
  readonly parameter: (typeof PARAMETERS)[number];
  readonly time: TimeToEvent & { readonly days: number };
  readonly traced: TracedTime;
}

const SEXES: Readonly<Record<string, string>> = { female: 'F', male: 'M', other: 'UNDIFFERENTIATED', unknown: 'U' };

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export const ADTTE_COLUMNS: readonly Column<AdtteRow>[] = [
  {
    name: 'STUDYID',
    label: 'Study Identifier',
    type: 'string',
    about: 'As registered; missing where the registration names no study.',
    source: 'PatientRegistered.study',
    of: ({ registration }) => text(registration['study']),
  },
  {
    name: 'USUBJID',
    label: 'Unique Subject Identifier',
    type: 'string',
    required: true,
    about: 'Pseudonym of the patient.',
    source: 'patientId',
    of: ({ patientId }) => patientId,
  },
  {
    name: 'ASEQ',
    label: 'Analysis Sequence Number',
    type: 'integer',
    required: true,
    about: 'Unique within the subject.',
    source: 'the order of the parameters',
    of: ({ sequence }) => sequence,
  },
  {
    name: 'AGE',
    label: 'Age',
    type: 'integer',
    unit: 'years',
    about: 'At enrolment.',
    source: 'PatientRegistered.age',
    of: ({ registration: { age } }) => (typeof age === 'number' ? age : null),
  },
  {
    name: 'SEX',
    label: 'Sex',
    type: 'string',
    values: Object.values(SEXES),
    about: 'CDISC codes.',
    source: 'PatientRegistered.sex',
    of: ({ registration }) => SEXES[text(registration['sex']) ?? ''] ?? null,
  },
  {
    name: 'ARM',
    label: 'Description of Planned Arm',
    type: 'string',
    about: 'As registered.',
    source: 'PatientRegistered.arm',
    of: ({ registration }) => text(registration['arm']),
  },
  {
    name: 'PARAM',
    label: 'Parameter',
    type: 'string',
    required: true,
    values: PARAMETERS.map(({ title }) => title),
    about: 'One for each PARAMCD.',
    source: 'endpoints',
    of: ({ parameter }) => parameter.title,
  },
  {
    name: 'PARAMCD',
    label: 'Parameter Code',
    type: 'string',
    required: true,
    values: PARAMETERS.map(({ code }) => code),
    about: 'RSD has the responders only, without confirmation of the response.',
    source: 'endpoints',
    of: ({ parameter }) => parameter.code,
  },
  {
    name: 'STARTDT',
    label: 'Time-to-Event Origin Date for Subject',
    type: 'date',
    about: 'Time zero of the parameter; missing for subjects with relative days, whose day is STARTDY.',
    source: 'start',
    of: ({ time }) => calendarDay(time.start),
  },
  {
    name: 'STARTDTF',
    label: 'Origin Date Imputation Flag',
    type: 'string',
    values: ['D', 'M'],
    about: 'D: the day was imputed; M: month and day were.',
    source: 'occurredOn of the record',
    of: ({ time, traced }) => imputationFlag(time.start, traced.start),
  },
  {
    name: 'STARTDY',
    label: 'Time-to-Event Origin Relative Day',
    type: 'integer',
    unit: ANCHOR_UNIT,
    about: 'For subjects with relative days, who have no dates. The anchor itself is day 0.',
    source: 'start',
    of: ({ time }) => relativeDay(time.start),
  },
  {
    name: 'ADT',
    label: 'Analysis Date',
    type: 'date',
    about: 'Day of the event, or of censoring; missing for subjects with relative days, whose day is ADY.',
    source: 'date',
    of: ({ time }) => calendarDay(time.date),
  },
  {
    name: 'ADTF',
    label: 'Analysis Date Imputation Flag',
    type: 'string',
    values: ['D', 'M'],
    about: 'D: the day was imputed; M: month and day were.',
    source: 'occurredOn of the record',
    of: ({ time, traced }) => (traced.endsAtCutOff ? null : imputationFlag(time.date, traced.end)),
  },
  {
    name: 'ADY',
    label: 'Analysis Relative Day',
    type: 'integer',
    unit: ANCHOR_UNIT,
    about: 'For subjects with relative days, who have no dates. The anchor itself is day 0.',
    source: 'date',
    of: ({ time }) => relativeDay(time.date),
  },
  {
    name: 'AVAL',
    label: 'Analysis Value',
    type: 'integer',
    unit: 'days',
    required: true,
    about:
      'ADT - STARTDT + 1 (of relative days ADY - STARTDY + 1): one more than the time in R, Surv(AVAL - 1, 1 - CNSR).',
    source: 'days + 1',
    of: ({ time }) => time.days + 1,
  },
  {
    name: 'AVALU',
    label: 'Analysis Value Unit',
    type: 'string',
    required: true,
    values: ['DAYS'],
    about: 'Of AVAL.',
    source: 'days',
    of: () => 'DAYS',
  },
  {
    name: 'CNSR',
    label: 'Censor',
    type: 'integer',
    required: true,
    values: [0, 1],
    about: '0: the event; 1: censored. The inverse of the status of R and cBioPortal.',
    source: 'status',
    of: ({ time }) => Number(time.status === 'censored'),
  },
  {
    name: 'EVNTDESC',
    label: 'Event or Censoring Description',
    type: 'string',
    required: true,
    about: 'What the event was, or why the time is censored.',
    source: 'reason.text',
    of: ({ time }) => time.reason.text.replace(/\.$/, ''),
  },
  {
    name: 'EVNTCD',
    label: 'Event or Censoring Code',
    type: 'string',
    required: true,
    about: 'The same as a code, to count by.',
    source: 'reason.code',
    of: ({ time }) => time.reason.code,
  },
  {
    name: 'CNSDTDSC',
    label: 'Censor Date Description',
    type: 'string',
    about: 'Which date was used for censoring; missing for events.',
    source: 'evidence',
    of: (row) => (row.time.status === 'censored' ? censoredOn(row) : null),
  },
  {
    name: 'SRCDOM',
    label: 'Source Data',
    type: 'string',
    values: ['EVENTS'],
    about: 'The event log: the table `events` of the export events-parquet.',
    source: 'evidence',
    of: ({ traced }) => traced.end && 'EVENTS',
  },
  {
    name: 'SRCVAR',
    label: 'Source Variable',
    type: 'string',
    values: ['valid_from', 'relative_day', 'payload.lastDay'],
    about: 'Its column that gave ADT; of a course of chemotherapy it may be the last day, a field of the payload.',
    source: 'evidence',
    of: sourceVariable,
  },
  {
    name: 'SRCSEQ',
    label: 'Source Sequence Number',
    type: 'integer',
    about:
      'Position in the event log of the record that gave ADT, `global_position`; at the data cut-off of what proves it.',
    source: 'evidence',
    of: ({ traced }) => traced.end?.position ?? null,
  },
];

function sourceVariable({ time, traced }: AdtteRow): string | null {
  if (!traced.end) return null;
  if (traced.end.field === 'lastDay') return 'payload.lastDay';
  return relativeDay(time.date) === null ? 'valid_from' : 'relative_day';
}

/** Level of an imputed date by CDISC: D where the day is missing, M where the month is too. */
function imputationFlag(day: string | null, source: DaySource | null): string | null {
  if (!source || calendarDay(day) === null) return null;
  return { 7: 'D', 4: 'M' }[source.stated.length] ?? null;
}

/** `ImagingPerformed` → `Imaging performed`. */
function censoredOn({ traced }: AdtteRow): string | null {
  if (traced.endsAtCutOff) return 'Data cut-off';
  const words = traced.end?.type.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words ?? null;
}
