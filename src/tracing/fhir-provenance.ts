import { parseClinicalDate } from '../events/index.js';
import type { Trace, TracedEvent } from './trace.js';

const ACTIVITIES = 'http://terminology.hl7.org/CodeSystem/v3-DataOperation';
const PARTICIPANTS = 'http://terminology.hl7.org/CodeSystem/provenance-participant-type';

/**
 * A trace as FHIR R4 (http://hl7.org/fhir/R4/provenance.html): a collection of Provenance, of the value first, then of each
 * event. `recorded` is when it became known, `occurredDateTime` when it happened, whole or partial; a relative day has none.
 * Events and values are no resources of a server: they are named by identifiers. An empty log has no instant: nothing is
 * said of a value then.
 */
export function fhirProvenance(trace: Trace): object {
  const { asOf, events } = trace;
  const value = asOf.recordedAt === null ? [] : [ofValue(trace, asOf.recordedAt)];
  const entry = [...value, ...events.map(ofEvent)].map((resource) => ({
    fullUrl: `urn:hepatrace:provenance:${resource.id}`,
    resource,
  }));
  return { resourceType: 'Bundle', type: 'collection', ...(entry.length > 0 && { entry }) };
}

function ofValue({ patientId, result, value, rule, events, code }: Trace, recorded: string) {
  const of = patientId ?? `result ${result?.id ?? ''}`;
  return {
    resourceType: 'Provenance',
    id: 'value',
    target: [
      named('urn:hepatrace:value', `${patientId ?? result?.id ?? ''}${value.pointer}`, `${value.pointer} of ${of}`),
    ],
    recorded,
    activity: {
      coding: [{ system: ACTIVITIES, code: 'EXECUTE' }],
      text: [rule.name, rule.ruleSet, rule.version === null ? null : `version ${rule.version}`]
        .filter(Boolean)
        .join(', '),
    },
    agent: [{ type: participant('assembler'), who: { display: `hepatrace ${code.version}` } }],
    ...(events.length > 0 && {
      entity: events.map(({ id, type }) => ({
        role: 'derivation',
        what: named('urn:ietf:rfc:3986', `urn:uuid:${id}`, type),
      })),
    }),
  };
}

function ofEvent(event: TracedEvent) {
  const { id, type, patientId, occurredOn, recordedAt, recordedBy, corrects, reason, source } = event;
  const occurred = occurredOn === null ? null : parseClinicalDate(occurredOn);
  const operation = type === 'EventRetracted' ? 'NULLIFY' : corrects ? 'UPDATE' : 'CREATE';
  const entity = [
    ...(corrects ? [{ role: type === 'EventRetracted' ? 'removal' : 'revision', what: eventNamed(corrects) }] : []),
    ...(source ? [{ role: 'source', what: documentNamed(source) }] : []),
  ];
  return {
    resourceType: 'Provenance',
    id: `event-${id}`,
    target: [named('urn:ietf:rfc:3986', `urn:uuid:${id}`, `${type} of ${patientId}`)],
    ...(occurred?.basis === 'calendar' && { occurredDateTime: occurredOn }),
    recorded: recordedAt,
    ...(reason && {
      reason: [{ coding: [{ system: 'urn:hepatrace:reason', code: reason.code }], ...text(reason.text) }],
    }),
    activity: { coding: [{ system: ACTIVITIES, code: operation }] },
    agent: [
      {
        type: participant('enterer'),
        who: named('urn:hepatrace:person', recordedBy.subject, `${recordedBy.subject}, ${recordedBy.role}`),
        onBehalfOf: named('urn:hepatrace:organisation', recordedBy.organisation, recordedBy.organisation),
      },
    ],
    ...(entity.length > 0 && { entity }),
  };
}

/** A logical reference: to what has an identifier, but is no resource of a server. */
const named = (system: string, value: string, display: string) => ({ identifier: { system, value }, display });

const eventNamed = (id: string) => named('urn:ietf:rfc:3986', `urn:uuid:${id}`, id);

const text = (words: string | undefined) => (words === undefined ? {} : { text: words });

const participant = (code: string) => ({ coding: [{ system: PARTICIPANTS, code }] });

/** The page in the hospital that it came from. */
function documentNamed({ system, document }: NonNullable<TracedEvent['source']>) {
  const { id, page, row, sha256 } = document ?? {};
  const name = id ?? (sha256 === undefined ? (system ?? 'not named') : `sha256:${sha256}`);
  const place = [system, id, page && `page ${page}`, row && `row ${row}`].filter(Boolean).join(', ');
  return named(
    `urn:hepatrace:document${system === undefined ? '' : `:${encodeURIComponent(system)}`}`,
    name,
    place || name,
  );
}
