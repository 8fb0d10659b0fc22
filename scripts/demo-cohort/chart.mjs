/** @typedef {ReturnType<typeof import('./random.mjs').draws>} Draws */

const DAY_MS = 86_400_000;
const SOURCE = 'hepatrace-synthetic';

/** Day number (days since 1970-01-01) of a calendar date, and back. */
export const dayOf = (date) => Date.parse(`${date}T00:00:00Z`) / DAY_MS;
export const dateOf = (day) => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** Nothing is dated or recorded later. */
export const DATA_END = dayOf('2011-06-20');

/**
 * The chart of one patient: events are entered in any order and come out as lines of the import file, the registration
 * first, then by clinical date, then corrections and retractions in the order of their entry.
 * @param {string} patientId
 * @param {number} registeredOn day number; nothing is recorded before it
 * @param {Draws} random
 */
export function openChart(patientId, registeredOn, random) {
  const clinical = [];
  const amendments = [];
  const sourceOn = (day) => ({ system: SOURCE, recordedOn: dateOf(Math.min(day, DATA_END)) });
  const recordedOn = (day) => Math.max(day, registeredOn) + random.between(0, 6);

  return {
    patientId,
    /** Enters a clinical event and gives its id. */
    enter(type, day, data) {
      if (day > DATA_END) throw new Error(`${patientId}: ${type} on ${dateOf(day)} is after the data end`);
      const id = random.uuid();
      const recorded = type === 'PatientRegistered' ? day : recordedOn(day);
      const line = { patientId, id, type, occurredOn: dateOf(day), data, source: sourceOn(recorded) };
      clinical.push({ order: type === 'PatientRegistered' ? -Infinity : day, line });
      return id;
    },
    /** Replaces what an event says, some weeks after its clinical date. */
    correct(eventId, day, data, reason) {
      const line = { patientId, id: random.uuid(), type: 'EventCorrected' };
      const content = { eventId, occurredOn: dateOf(day), data };
      amendments.push({ ...line, data: content, source: sourceOn(day + random.between(30, 60)), reason });
    },
    retract(eventId, day, reason) {
      const line = { patientId, id: random.uuid(), type: 'EventRetracted' };
      amendments.push({ ...line, data: { eventId }, source: sourceOn(day + random.between(30, 60)), reason });
    },
    lines: () => [...clinical.toSorted((a, b) => a.order - b.order).map(({ line }) => line), ...amendments],
  };
}
