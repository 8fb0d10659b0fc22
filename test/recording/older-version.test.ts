import { describe, expect, it } from '@jest/globals';
import { MemoryEventStore } from '../../src/adapters/memory/event-store.js';
import { patientStream, readEvent, type NewEvent } from '../../src/events/index.js';
import { Recording, recordFacts, type IdentifiedDraft } from '../../src/recording/index.js';
import { idOf, registered } from './given.js';

const recordedBy = { subject: 's', role: 'r', organisation: 'o' };
const caller = { ...recordedBy, requestId: 'again' };
const clock = { now: () => '2020-06-01T00:00:00.000Z', newId: () => idOf('new') };

const embolisation = { id: idOf('pve'), type: 'EmbolisationPerformed', version: 1, occurredOn: '2007-07-02' };
const stated = { ...embolisation, data: { kind: 'portal-vein', side: 'both' } };
const correction = (dataVersion?: number) => ({
  id: idOf('fix'),
  type: 'EventCorrected',
  version: 1,
  reason: { code: 'transcription' },
  data: {
    eventId: idOf('pve'),
    occurredOn: '2007-07-03',
    data: { kind: 'portal-vein', side: 'left' },
    ...(dataVersion !== undefined && { dataVersion }),
  },
});

/** A log that was written before there was a second version, and the service of today on it. */
async function oldLog(): Promise<{ readonly store: MemoryEventStore; readonly recording: Recording }> {
  const store = new MemoryEventStore(clock);
  const events = [registered(), stated, correction()].map((event): NewEvent => ({
    ...event,
    patientId: 'p1',
    recordedAt: clock.now(),
    recordedBy,
  }));
  await store.append(patientStream('p1'), 'none', events);
  return { store, recording: new Recording(store, clock) };
}

function draftOf(event: object): IdentifiedDraft {
  const reading = readEvent(event);
  if ('violations' in reading) throw new Error(JSON.stringify(reading.violations));
  return reading.draft as IdentifiedDraft;
}
const send = (recording: Recording, event: object) =>
  recording.record({ patientId: 'p1', drafts: [draftOf(event)], caller });

describe('A recorder who repeats what was recorded in an older version', () => {
  it('is answered as before: the same embolisation and the same correction are known', async () => {
    const { recording } = await oldLog();
    expect(await send(recording, stated)).toMatchObject({ deduplicated: true, revision: 1 });
    expect(await send(recording, correction(1))).toMatchObject({ deduplicated: true, revision: 2 });
  });

  it('is told of the conflict where the side is another one', async () => {
    const { recording } = await oldLog();
    const other = { ...stated, data: { ...stated.data, side: 'right' } };
    await expect(send(recording, other)).rejects.toMatchObject({ code: 'id-conflict' });
  });
});

describe('A file of before, imported again', () => {
  it('states what is on record: nothing is recorded twice, and nothing has changed at the source', async () => {
    const { store, recording } = await oldLog();
    const facts = (...events: readonly object[]) =>
      recordFacts(store, recording, { patientId: 'p1', drafts: events.map(draftOf), caller });
    expect(await facts(stated, correction(1))).toEqual({ recorded: 0, known: 2 });
    const corrected = { ...stated, occurredOn: '2007-07-03', data: { kind: 'portal-vein', side: 'left' } };
    expect(await facts(corrected)).toEqual({ recorded: 0, known: 1 });
    expect(await facts({ ...stated, data: { kind: 'portal-vein', side: 'left' } })).toMatchObject({
      changed: [{ id: idOf('pve') }],
    });
  });
});
