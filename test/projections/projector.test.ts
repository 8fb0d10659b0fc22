import { afterEach, describe, expect, it } from '@jest/globals';
import { MemoryEventStore } from '../../src/adapters/memory/event-store.js';
import { MemoryReadModels } from '../../src/adapters/memory/read-models.js';
import type { RecordedEvent } from '../../src/events/index.js';
import type { CohortRow } from '../../src/outcomes/index.js';
import { IntegrityError, type LogRange } from '../../src/ports/index.js';
import { KEPT, PROJECTION, Projector, Reading, rebuild } from '../../src/projections/index.js';
import { HandClock, followUp } from '../contracts/event-store.contract.js';

const registered = (patientId: string) =>
  followUp(patientId, { type: 'PatientRegistered', data: { dateBasis: 'calendar' } });

/** What is known of overall survival, of now. */
async function rowsOf(reading: Reading): Promise<readonly CohortRow[]> {
  const rows: CohortRow[] = [];
  await reading.rows({ ...KEPT, endpoints: ['os'] }, null, () => (row) => rows.push(row));
  return rows;
}

/** A store one of whose events is damaged until someone mends it. */
class DamagedStore extends MemoryEventStore {
  damagedAt: number | null = null;

  override async *readAll(range: LogRange = {}): AsyncGenerator<readonly RecordedEvent[]> {
    for await (const batch of super.readAll(range)) {
      if (batch.some(({ position }) => position === this.damagedAt))
        throw new IntegrityError(this.damagedAt, 'altered');
      yield batch;
    }
  }
}

describe('the projector', () => {
  const open: Projector[] = [];
  afterEach(async () => {
    for (const projector of open.splice(0)) await projector.close();
  });
  const projectorOf = (store: MemoryEventStore, models: MemoryReadModels, told: unknown[] = []): Projector => {
    const projector = new Projector(store, models, (why) => told.push(why), 20);
    open.push(projector);
    return projector;
  };

  it('stops at an event of a newer version, names it, knows what stands before it, and skips nothing', async () => {
    const store = new MemoryEventStore(new HandClock());
    const models = new MemoryReadModels();
    const poison = followUp('p2', { version: 99 });
    await store.append('patient-p1', 'none', [registered('p1'), followUp('p1')]);
    await store.append('patient-p2', 'none', [registered('p2'), poison]);
    await store.append('patient-p3', 'none', [registered('p3')]);
    const told: unknown[] = [];
    const projector = projectorOf(store, models, told);
    await projector.start();
    expect(projector.status()).toEqual({
      position: 2,
      stoppedBy: {
        position: 3,
        eventId: poison.id,
        why: expect.stringMatching(/version 99, position 3.*newer than the version/),
      },
    });
    const reading = new Reading(store, models, (position) => projector.reached(position));
    expect((await rowsOf(reading)).map(({ patientId }) => patientId)).toEqual(['p1', 'p2']);
    // A patient is folded from his own events: who has none that is unreadable is read to the end of the log.
    expect(await reading.timeline('p3', null)).toMatchObject({ asOf: { position: 4 }, value: { revision: 0 } });
    await expect(reading.timeline('p2', null)).rejects.toThrow('cannot be read');
    await new Promise((resolve) => setTimeout(resolve, 70));
    // It has tried again a few times by now, and said it once.
    expect(told).toHaveLength(1);
    expect(projector.status().position).toBe(2);
  });

  it('goes on by itself once the event can be read again', async () => {
    const store = new DamagedStore(new HandClock());
    const models = new MemoryReadModels();
    await store.append('patient-p1', 'none', [registered('p1')]);
    const projector = projectorOf(store, models);
    await projector.start();
    store.damagedAt = 1;
    await store.append('patient-p1', 0, [followUp('p1')]);
    await projector.reached(1, 500);
    expect(projector.status()).toMatchObject({ position: 0, stoppedBy: { position: 1 } });
    store.damagedAt = null;
    for (let tries = 0; projector.status().stoppedBy && tries < 100; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 10));
    expect(projector.status()).toEqual({ position: 1, stoppedBy: null });
  });

  it('started again, takes a patient up where an earlier one left him', async () => {
    const store = new MemoryEventStore(new HandClock());
    const models = new MemoryReadModels();
    await store.append('patient-p1', 'none', [registered('p1')]);
    await projectorOf(store, models).start();
    for (const earlier of open.splice(0)) await earlier.close();
    await store.append('patient-p1', 0, [followUp('p1')]);
    const projector = projectorOf(store, models);
    await projector.start();
    // From the follow-up alone he would not be registered, and in no cohort.
    expect(await rowsOf(new Reading(store, models, null))).toMatchObject([{ patientId: 'p1' }]);
    expect((await (await models.live()).get('os', ['p1'])).documents).toMatchObject([{ lastPosition: 1 }]);
  });

  it('builds anew at start what other projection code made, and what knows more than the log', async () => {
    const store = new MemoryEventStore(new HandClock());
    await store.append('patient-p1', 'none', [registered('p1'), followUp('p1')]);
    const recordedAt = '2026-03-01T10:00:00.000Z';
    for (const foreign of [
      { position: 1, recordedAt, projection: 'an earlier version' },
      { position: 400, recordedAt, projection: PROJECTION },
      { position: 1, recordedAt: '2025-12-31T10:00:00.000Z', projection: PROJECTION },
    ]) {
      const models = new MemoryReadModels();
      const stale = {
        collection: 'os' as const,
        id: 'p9',
        patientId: 'p9',
        lastPosition: 1,
        body: { patientId: 'p9' },
      };
      await (await models.live()).write([stale], foreign);
      // Without a projector the log itself answers, never documents of another log.
      expect((await rowsOf(new Reading(store, models, null))).map(({ patientId }) => patientId)).toEqual(['p1']);
      const projector = projectorOf(store, models);
      await projector.start();
      expect(projector.status()).toEqual({ position: 1, stoppedBy: null });
      const live = await models.live();
      expect(await live.get('os', ['p1', 'p9'])).toMatchObject({ documents: [{ patientId: 'p1', lastPosition: 1 }] });
      expect(await live.checkpoint()).toMatchObject({ position: 1, projection: PROJECTION });
    }
  });

  it('leaves the live read models as they were when a rebuild is interrupted', async () => {
    const store = new MemoryEventStore(new HandClock());
    const models = new MemoryReadModels();
    await store.append('patient-p1', 'none', [registered('p1'), followUp('p1')]);
    await rebuild(store, models);
    const before = await models.live();
    const abort = new AbortController();
    abort.abort();
    await expect(rebuild(store, models, { signal: abort.signal })).rejects.toThrow(/abort/i);
    expect(await models.live()).toBe(before);
  });
});
