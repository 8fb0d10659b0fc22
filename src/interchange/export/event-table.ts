import { formatDay, parseClinicalDate, type ClinicalDate, type RecordedEvent } from '../../events/index.js';
import type { Table } from './column.js';

/** An event, and whether a later one has taken it back. */
export interface LoggedEvent {
  readonly event: RecordedEvent;
  readonly retracted: boolean;
}

interface EventRow extends LoggedEvent {
  readonly date: ClinicalDate | null;
}

/** The event log, one row an event, in the order of recording: with its sealed fields left out, nothing else is lost. */
export const EVENTS: Table<LoggedEvent, EventRow> = {
  name: 'events',
  title: 'The event log',
  about:
    'One row a recorded event, in the order of recording. Only sealed fields are left out: identifiers, free text, ' +
    'pages of source documents.',
  key: ['event_id'],
  rows: ({ event, retracted }) => [{ event, retracted, date: dateOf(event) }],
  columns: [
    {
      name: 'patient_id',
      type: 'string',
      about: 'Pseudonym of the patient.',
      source: 'patientId',
      of: ({ event }) => event.patientId ?? null,
    },
    {
      name: 'event_id',
      type: 'string',
      required: true,
      about: 'Id of the event; evidence and end_event_id name it.',
      source: 'id',
      of: ({ event }) => event.id,
    },
    {
      name: 'stream_revision',
      type: 'integer',
      required: true,
      about: 'Order within the patient, from 0.',
      source: 'revision',
      of: ({ event }) => event.revision,
    },
    {
      name: 'global_position',
      type: 'integer',
      about: 'Order within the log, from 0 and without gaps; SRCSEQ of ADTTE.',
      source: 'position',
      of: ({ event }) => event.position,
    },
    {
      name: 'event_type',
      type: 'string',
      required: true,
      about: 'What happened, by its name in the catalogue.',
      source: 'type',
      of: ({ event }) => event.type,
    },
    {
      name: 'event_version',
      type: 'integer',
      required: true,
      about: 'Version of the shape of the payload.',
      source: 'version',
      of: ({ event }) => event.version,
    },
    {
      name: 'valid_from',
      type: 'date',
      about: 'First day that the clinical date allows; of a correction the date that it states.',
      source: 'occurredOn',
      of: ({ date }) => (date?.basis === 'calendar' ? formatDay(date.lo, 'calendar') : null),
    },
    {
      name: 'valid_to',
      type: 'date',
      about: 'Last day that the clinical date allows: of a whole date the same day.',
      source: 'occurredOn',
      of: ({ date }) => (date?.basis === 'calendar' ? formatDay(date.hi, 'calendar') : null),
    },
    {
      name: 'valid_precision',
      type: 'string',
      values: ['day', 'month', 'year', 'relative', 'unknown'],
      about: 'How exact the clinical date is; missing where an event has none.',
      source: 'occurredOn',
      of: ({ date }) => (date?.basis === 'relative' ? 'relative' : (date?.precision ?? null)),
    },
    {
      name: 'relative_day',
      type: 'integer',
      unit: "days from the patient's anchor",
      about: 'The clinical date of patients who have no calendar.',
      source: 'occurredOn',
      of: ({ date }) => (date?.basis === 'relative' ? date.lo : null),
    },
    {
      name: 'recorded_at',
      type: 'datetime',
      required: true,
      about: 'When this system learnt it, UTC.',
      source: 'recordedAt',
      of: ({ event }) => event.recordedAt,
    },
    {
      name: 'supersedes_event_id',
      type: 'string',
      about: 'The event that this one corrects or takes back.',
      source: 'data.eventId of corrections and retractions',
      of: ({ event }) => superseded(event),
    },
    {
      name: 'retracted',
      type: 'boolean',
      required: true,
      about: 'Taken back by a later event, as known at the position of this export.',
      source: 'EventRetracted',
      of: ({ retracted }) => retracted,
    },
    {
      name: 'reason_code',
      type: 'string',
      about: 'Why it was corrected or taken back.',
      source: 'reason.code',
      of: ({ event }) => event.reason?.code ?? null,
    },
    {
      name: 'source_system',
      type: 'string',
      about: 'Where the fact comes from.',
      source: 'source.system',
      of: ({ event }) => event.source?.system ?? null,
    },
    {
      name: 'source_licence',
      type: 'string',
      about: 'The terms on which the source gave it.',
      source: 'source.licence',
      of: ({ event }) => event.source?.licence ?? null,
    },
    {
      name: 'source_sha256',
      type: 'string',
      about: 'Digest of the source document.',
      source: 'source.document.sha256',
      of: ({ event }) => event.source?.document?.sha256 ?? null,
    },
    {
      name: 'source_recorded_on',
      type: 'string',
      about: "The source's own recording date, which may be partial.",
      source: 'source.recordedOn',
      of: ({ event }) => event.source?.recordedOn ?? null,
    },
    {
      name: 'actor',
      type: 'string',
      required: true,
      about: 'Who recorded it.',
      source: 'recordedBy.subject',
      of: ({ event }) => event.recordedBy.subject,
    },
    {
      name: 'actor_role',
      type: 'string',
      required: true,
      about: 'In which role.',
      source: 'recordedBy.role',
      of: ({ event }) => event.recordedBy.role,
    },
    {
      name: 'actor_organisation',
      type: 'string',
      required: true,
      about: 'For which organisation.',
      source: 'recordedBy.organisation',
      of: ({ event }) => event.recordedBy.organisation,
    },
    {
      name: 'acknowledged',
      type: 'string',
      about: 'Codes of the questions that the recorder has answered, as a JSON array.',
      source: 'acknowledge',
      of: ({ event }) => (event.acknowledge ? JSON.stringify(event.acknowledge) : null),
    },
    {
      name: 'correlation_id',
      type: 'string',
      about: 'The request that it came with.',
      source: 'correlationId',
      of: ({ event }) => event.correlationId ?? null,
    },
    {
      name: 'causation_id',
      type: 'string',
      about: 'The earlier event that it follows from.',
      source: 'causationId',
      of: ({ event }) => event.causationId ?? null,
    },
    {
      name: 'payload',
      type: 'string',
      required: true,
      about: 'The own fields of the event, as a JSON object.',
      source: 'data',
      of: ({ event }) => JSON.stringify(event.data),
    },
  ],
};

/** What a correction or retraction is about. */
function superseded({ type, data: { eventId } }: RecordedEvent): string | null {
  return (type === 'EventCorrected' || type === 'EventRetracted') && typeof eventId === 'string' ? eventId : null;
}

/** The clinical date of an event; of a correction the one that it states. */
function dateOf({ type, occurredOn, data }: RecordedEvent): ClinicalDate | null {
  const text = type === 'EventCorrected' ? data['occurredOn'] : occurredOn;
  return typeof text === 'string' ? parseClinicalDate(text) : null;
}
