import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';

const recordedBy = { subject: 'u-1', role: 'clinician', organisation: 'org-1' };

/** Visits of a patient, recorded together. What each says follows from its id, so that a reader can tell what it should say. */
export function visitsOf(patientId, count) {
  const correlationId = `${randomUUID()}/${count}`;
  const recordedAt = new Date().toISOString();
  return Array.from({ length: count }, () => {
    const id = randomUUID();
    return { id, ...contentOf(id), patientId, correlationId, recordedAt, recordedBy };
  });
}

const contentOf = (id) => ({
  type: 'FollowedUp',
  version: 1,
  occurredOn: `2009-03-1${parseInt(id[0], 16) % 10}`,
  data: { status: 'alive-with-disease', contact: 'visit', ecog: parseInt(id[1], 16) % 4 },
  note: `seen as ${id}`,
});

/** Whether an event says what was recorded, its sealed note included. */
export const isAsRecorded = ({ id, type, version, occurredOn, data, note }) =>
  isDeepStrictEqual({ type, version, occurredOn, data, note }, contentOf(id));

/** How many batches lack an event, or do not stand one event after the other. */
export function halfBatches(events) {
  const batches = new Map();
  for (const { correlationId, position } of events)
    batches.set(correlationId, [...(batches.get(correlationId) ?? []), position]);
  return [...batches].filter(
    ([name, positions]) =>
      positions.length !== Number(name.split('/')[1]) || positions.some((at, index) => at !== positions[0] + index),
  ).length;
}
