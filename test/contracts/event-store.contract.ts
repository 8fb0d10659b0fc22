import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { NewEvent, RecordedEvent } from '../../src/events/index.js';
import { IdConflictError, WrongRevisionError, type Clock, type EventStore } from '../../src/ports/index.js';

/** One open store, and how to open the same log again. */
export interface StoreUnderTest {
  readonly store: EventStore;
  /** Closes and opens the same log; absent where nothing outlives the process. */
  readonly reopen?: () => Promise<EventStore>;
  readonly dispose: () => Promise<void>;
}

/** A clock that a test moves by hand. */
export class HandClock implements Clock {
  constructor(public instant = '2026-03-01T10:00:00.000Z') {}
  now(): string {
    return this.instant;
  }
  newId(): string {
    return randomUUID();
  }
}

export const followUp = (patientId: string, more: Partial<NewEvent> = {}): NewEvent => ({
  id: randomUUID(),
  type: 'FollowedUp',
  version: 1,
  patientId,
  occurredOn: '2009-03-02',
  data: { status: 'alive' },
  recordedAt: '2026-03-01T10:00:00.000Z',
  recordedBy: { subject: 'u-1', role: 'clinician', organisation: 'org-1' },
  ...more,
});

export async function collect(batches: AsyncIterable<readonly RecordedEvent[]>): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const batch of batches) events.push(...batch);
  return events;
}

/** What every event store promises. */
export function eventStoreContract(
  name: string,
  durability: 'durable' | 'in-memory',
  open: (clock: Clock) => Promise<StoreUnderTest>,
  /** `describe.skip` where the server is not there. */
  suite: (title: string, tests: () => void) => void = describe,
): void {
  suite(`the event store contract: ${name}`, () => {
    const clock = new HandClock();
    let under: StoreUnderTest;
    let store: EventStore;

    beforeEach(async () => {
      clock.instant = '2026-03-01T10:00:00.000Z';
      under = await open(clock);
      store = under.store;
    });
    afterEach(() => under.dispose());

    it('gives back what was appended, in order, with position and revision from 0', async () => {
      const events = [followUp('p1'), followUp('p1', { acknowledge: ['after-death'], source: { system: 's' } })];
      expect(await store.append('patient-p1', 'none', events)).toEqual({
        revision: 1,
        position: 1,
        deduplicated: false,
        events: events.map(({ id }, index) => ({ id, revision: index, position: index })),
      });
      await store.append('patient-p2', 'none', [followUp('p2')]);
      const read = await collect(store.readStream('patient-p1'));
      expect(read).toEqual(events.map((event, index) => ({ ...event, revision: index, position: index })));
      expect((await collect(store.readAll())).map(({ position }) => position)).toEqual([0, 1, 2]);
      expect(await collect(store.readStream('patient-p3'))).toEqual([]);
    });

    it('gives the definitions of cohorts, and what is said of the log, in one order with the events of patients', async () => {
      const { patientId: _, occurredOn: __, ...ofNobody } = followUp('p1');
      await store.append('patient-p1', 'none', [followUp('p1')]);
      await store.append('cohort-adjuvant', 'none', [{ ...ofNobody, id: randomUUID(), type: 'CohortDefined' }]);
      await store.append('log', 'none', [{ ...ofNobody, id: randomUUID(), type: 'LogThawed' }]);
      const types = (await collect(store.readAll())).map(({ type }) => type);
      expect(types).toEqual(['FollowedUp', 'CohortDefined', 'LogThawed']);
    });

    it('reads by range: revisions, positions, types, and as the stream was known at a position', async () => {
      for (const patient of ['p1', 'p2', 'p1', 'p2'])
        await store.append(`patient-${patient}`, 'any', [followUp(patient)]);
      await store.append('patient-p1', 1, [followUp('p1', { type: 'Died', data: {} })]);
      const positions = async (read: AsyncIterable<readonly RecordedEvent[]>): Promise<(number | null)[]> =>
        (await collect(read)).map(({ position }) => position);
      expect(await positions(store.readStream('patient-p1'))).toEqual([0, 2, 4]);
      expect(await positions(store.readStream('patient-p1', { from: 1 }))).toEqual([2, 4]);
      expect(await positions(store.readStream('patient-p1', { to: 1 }))).toEqual([0, 2]);
      expect(await positions(store.readStream('patient-p1', { upTo: 3 }))).toEqual([0, 2]);
      expect(await positions(store.readAll({ after: 1, upTo: 3 }))).toEqual([2, 3]);
      expect(await positions(store.readAll({ types: ['Died'] }))).toEqual([4]);
    });

    it('reads stream by stream, whole or in parts, as they were known at a position', async () => {
      for (const patient of ['p2', 'p1', 'p2', 'p10', 'p1'])
        await store.append(`patient-${patient}`, 'any', [followUp(patient)]);
      await store.append(
        'patient-p2',
        'any',
        Array.from({ length: 1100 }, () => followUp('p2')),
      );
      const places = async (range?: Parameters<EventStore['readStreams']>[0]): Promise<string[]> =>
        (await collect(store.readStreams(range))).map(({ patientId, revision }) => `${patientId}/${revision}`);
      const many = Array.from({ length: 1102 }, (_, revision) => `p2/${revision}`);
      expect(await places()).toEqual(['p1/0', 'p1/1', 'p10/0', ...many]);
      expect(await places({ upTo: 3 })).toEqual(['p1/0', 'p10/0', 'p2/0', 'p2/1']);
      const parts = [await places({ shard: { index: 0, of: 2 } }), await places({ shard: { index: 1, of: 2 } })];
      // '0' and '2' have even codes, '1' an odd one.
      expect(parts).toEqual([
        ['p10/0', ...many],
        ['p1/0', 'p1/1'],
      ]);
      expect(await places({ after: 'patient-p1', upTo: 3 })).toEqual(['p10/0', 'p2/0', 'p2/1']);
      expect(await places({ after: 'patient-p10', shard: { index: 0, of: 2 } })).toEqual(many);
      expect(await places({ after: 'patient-p2' })).toEqual([]);
      expect(await collect(store.readStreams({ upTo: 2 }))).toEqual(
        expect.arrayContaining(await collect(store.readAll({ upTo: 2 }))),
      );
    });

    it('opens sealed fields only when asked to', async () => {
      const event = followUp('p1', {
        note: 'seen by Dr N.',
        source: { system: 's', document: { id: 'letter', page: 2 } },
      });
      await store.append('patient-p1', 'none', [event]);
      const [open] = await collect(store.readStream('patient-p1'));
      expect(JSON.stringify(open)).not.toMatch(/Dr N|letter/);
      expect(await collect(store.readStream('patient-p1', { identity: true }))).toEqual([
        { ...event, revision: 0, position: 0 },
      ]);
      expect(await collect(store.readAll({ identity: true }))).toEqual([{ ...event, revision: 0, position: 0 }]);
    });

    it('refuses a wrong revision, saying which was expected and which it is', async () => {
      await store.append('patient-p1', 'none', [followUp('p1'), followUp('p1')]);
      for (const expected of ['none', 0, 5] as const) {
        const refused = store.append('patient-p1', expected, [followUp('p1')]);
        await expect(refused).rejects.toBeInstanceOf(WrongRevisionError);
        await expect(refused).rejects.toMatchObject({ expected, actual: 1, stream: 'patient-p1' });
      }
      await expect(store.append('patient-p2', 'exists', [followUp('p2')])).rejects.toMatchObject({ actual: null });
      await expect(store.append('patient-p2', 0, [followUp('p2')])).rejects.toMatchObject({ actual: null });
      expect(await collect(store.readAll())).toHaveLength(2);
      for (const expected of [1, 'exists', 'any'] as const)
        await store.append('patient-p1', expected, [followUp('p1')]);
      expect(await collect(store.readAll())).toHaveLength(5);
    });

    it('answers a repeated batch with what was recorded, whatever revision it expects by then', async () => {
      const events = [followUp('p1', { note: 'first' }), followUp('p1')];
      const first = await store.append('patient-p1', 'none', events);
      await store.append('patient-p1', 1, [followUp('p1')]);
      const later = events.map((event) => ({
        ...event,
        recordedAt: '2027-01-01T00:00:00.000Z',
        correlationId: 'again',
      }));
      for (const expected of ['none', 0, 'any'] as const) {
        expect(await store.append('patient-p1', expected, later)).toEqual({ ...first, deduplicated: true });
      }
      expect(await store.append('patient-p1', 'any', [events[1]!])).toMatchObject({ revision: 1, deduplicated: true });
      expect(await collect(store.readAll())).toHaveLength(3);
    });

    it('refuses a known id with other content, and a batch of which only some ids are known', async () => {
      const event = followUp('p1', { note: 'first' });
      await store.append('patient-p1', 'none', [event]);
      const others: Partial<NewEvent>[] = [
        { note: 'second' },
        { data: { status: 'alive-with-disease' } },
        { occurredOn: '2010' },
      ];
      for (const other of others) {
        const conflict = store.append('patient-p1', 'any', [{ ...event, ...other }]);
        await expect(conflict).rejects.toBeInstanceOf(IdConflictError);
        await expect(conflict).rejects.toMatchObject({ eventId: event.id, why: 'other-content' });
      }
      const partly = store.append('patient-p1', 'any', [followUp('p1'), event]);
      await expect(partly).rejects.toMatchObject({ eventId: event.id, why: 'partly-known' });
      const twice = followUp('p1');
      await expect(store.append('patient-p1', 'any', [twice, twice])).rejects.toMatchObject({
        why: 'repeated-in-batch',
      });
      await expect(store.append('patient-p1', 'any', [])).rejects.toBeInstanceOf(TypeError);
      expect(await collect(store.readAll())).toHaveLength(1);
    });

    it('takes the same id in another stream: an id is unique within its stream', async () => {
      const event = followUp('p1');
      await store.append('patient-p1', 'none', [event]);
      await store.append('patient-p2', 'none', [{ ...event, patientId: 'p2' }]);
      expect(await collect(store.readAll())).toHaveLength(2);
    });

    it('lets one of many win who all expect the same revision, and loses nothing of the others', async () => {
      const attempts = await Promise.allSettled(
        Array.from({ length: 50 }, () => store.append('patient-p1', 'none', [followUp('p1')])),
      );
      expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const attempt of attempts) {
        if (attempt.status === 'rejected') expect(attempt.reason).toMatchObject({ code: 'wrong-revision', actual: 0 });
      }
      expect(await collect(store.readAll())).toHaveLength(1);
    });

    it('answers one request sent fifty times at once fifty times alike, and records it once', async () => {
      const event = followUp('p1');
      const answers = await Promise.all(Array.from({ length: 50 }, () => store.append('patient-p1', 'any', [event])));
      expect(answers.every(({ revision, position }) => revision === 0 && position === 0)).toBe(true);
      expect(answers.filter(({ deduplicated }) => !deduplicated)).toHaveLength(1);
    });

    it('loses, doubles and reorders nothing of 200 appenders to the same and to different patients', async () => {
      const appenders = Array.from({ length: 200 }, async (_, appender) => {
        const own = `own-${appender}`;
        const answers: { id: string; stream: string; revision: number; position: number | null }[] = [];
        for (let round = 0; round < 5; round += 1) {
          for (const patient of ['one-for-all', own]) {
            const batch = [followUp(patient), followUp(patient)];
            const { events } = await store.append(`patient-${patient}`, 'any', batch);
            for (const event of events) answers.push({ ...event, stream: patient });
          }
        }
        return answers;
      });
      const answers = (await Promise.all(appenders)).flat();
      const log = await collect(store.readAll());
      expect(log).toHaveLength(200 * 5 * 2 * 2);
      expect(log.map(({ position }) => position)).toEqual(log.map((_, index) => index));
      expect(new Set(log.map(({ id }) => id)).size).toBe(log.length);
      const byId = new Map(log.map((event) => [event.id, event]));
      for (const { id, revision, position } of answers) expect(byId.get(id)).toMatchObject({ revision, position });
      const revisions = new Map<string, number>();
      for (const { patientId, revision } of log) {
        expect(revision).toBe((revisions.get(patientId!) ?? -1) + 1);
        revisions.set(patientId!, revision);
      }
      // Each appender waited for its answer before the next append: its own events stand in its own order.
      for (let start = 0; start < answers.length; start += 20) {
        const own = answers.slice(start, start + 20).map(({ position }) => position!);
        expect(own).toEqual(own.toSorted((a, b) => a - b));
      }
    });

    it('gives a reader that catches up while others append every event once and in order', async () => {
      await store.append(
        'patient-p0',
        'any',
        Array.from({ length: 1500 }, () => followUp('p0')),
      );
      const abort = new AbortController();
      const seen: number[] = [];
      const reading = (async () => {
        for await (const batch of store.subscribe({ after: 9, signal: abort.signal })) {
          seen.push(...batch.map(({ position }) => position!));
          if (seen.length === 1500 - 10 + 400) abort.abort();
        }
      })();
      for (let round = 0; round < 20; round += 1) {
        await Promise.all(
          Array.from({ length: 20 }, (_, index) => store.append(`patient-${index}`, 'any', [followUp(`${index}`)])),
        );
      }
      await reading;
      expect(seen).toEqual(Array.from({ length: 1890 }, (_, index) => index + 10));
    });

    it('gives a subscriber the same, live or catching up, as a reader without keys', async () => {
      const source = { system: 's', recordedOn: '2010', document: { id: 'letter', page: 2, sha256: 'ab'.repeat(32) } };
      const content = { dateBasis: 'calendar', birthDate: '1950-04-01', birthYear: 1950 };
      const events = [
        followUp('p1', { type: 'PatientRegistered', data: content, note: 'seen by Dr N.', source }),
        followUp('p1', {
          type: 'EventCorrected',
          data: { eventId: randomUUID(), occurredOn: '2009', data: { ...content, birthDate: '1951-04-01' } },
          reason: { code: 'other', text: 'mistyped by Dr N.' },
          source: { document: { id: 'letter' } },
        }),
        followUp('p1'),
      ];
      const seen: RecordedEvent[] = [];
      const abort = new AbortController();
      const live = (async () => {
        for await (const batch of store.subscribe({ signal: abort.signal })) seen.push(...batch);
      })();
      for (const event of events) await store.append('patient-p1', 'any', [event]);
      while (seen.length < events.length) await new Promise((resolve) => setTimeout(resolve, 1));
      abort.abort();
      await live;
      expect(seen).toStrictEqual(await collect(store.readAll()));
      expect(JSON.stringify(seen)).not.toMatch(/Dr N|letter|195.-04-01/);
    });

    it('ends a subscription when its signal aborts, also while it waits', async () => {
      const abort = new AbortController();
      const reading = collect(store.subscribe({ signal: abort.signal }));
      setTimeout(() => abort.abort(), 20);
      expect(await reading).toEqual([]);
    });

    it('knows where the log stood at an instant, and never lets time go back', async () => {
      expect(await store.head()).toBeNull();
      expect(await store.pointBefore('2030-01-01T00:00:00.000Z')).toBeNull();
      const instants = [
        '2026-03-01T10:00:00.000Z',
        '2026-03-01T10:00:05.000Z',
        '2026-03-01T09:00:00.000Z',
        '2026-03-02T00:00:00.000Z',
      ];
      for (const instant of instants) {
        clock.instant = instant;
        await store.append('patient-p1', 'any', [followUp('p1')]);
      }
      expect(await store.pointAt(2)).toEqual({ position: 2, recordedAt: '2026-03-01T10:00:05.000Z' });
      expect(await store.pointAt(4)).toBeNull();
      expect(await store.head()).toEqual({ position: 3, recordedAt: '2026-03-02T00:00:00.000Z' });
      const positionAt = async (instant: string): Promise<number | undefined> =>
        (await store.pointBefore(instant))?.position;
      expect(await positionAt('2026-03-01T09:59:59.999Z')).toBeUndefined();
      expect(await positionAt('2026-03-01T10:00:00.000Z')).toBe(0);
      expect(await positionAt('2026-03-01T10:00:05.000Z')).toBe(2);
      expect(await positionAt('2026-03-01T23:59:59.999Z')).toBe(2);
      expect(await positionAt('2026-03-02T00:00:00.000Z')).toBe(3);
    });

    it('spares the others when one of many at once cannot be written down', async () => {
      const unwritable = followUp('p1', { data: { status: 'alive', weight: Number.NaN } });
      const [bad, good] = await Promise.allSettled([
        store.append('patient-p1', 'any', [unwritable]),
        store.append('patient-p2', 'any', [followUp('p2')]),
      ]);
      expect(bad).toMatchObject({ status: 'rejected', reason: expect.any(TypeError) });
      expect(good).toMatchObject({ status: 'fulfilled', value: { position: 0 } });
    });

    it('refuses to append once closed', async () => {
      await store.close();
      await expect(store.append('patient-p1', 'any', [followUp('p1')])).rejects.toMatchObject({ code: 'closed' });
    });

    if (durability === 'durable')
      it('still has everything after it was closed and opened again, and goes on where it stood', async () => {
        if (!under.reopen) throw new Error('a durable store under test can be opened again');
        const events = Array.from({ length: 600 }, (_, index) =>
          followUp('p1', index % 2 ? { note: `n${index}` } : {}),
        );
        await store.append('patient-p1', 'none', events);
        clock.instant = '2025-01-01T00:00:00.000Z';
        store = await under.reopen();
        expect((await collect(store.readStream('patient-p1', { identity: true }))).map(({ note }) => note)).toEqual(
          events.map(({ note }) => note),
        );
        expect(await store.append('patient-p1', 599, [followUp('p1')])).toMatchObject({ position: 600, revision: 600 });
        expect(await store.head()).toEqual({ position: 600, recordedAt: '2026-03-01T10:00:00.000Z' });
        expect(await store.append('patient-p1', 'none', events)).toMatchObject({ deduplicated: true, revision: 599 });
      });
  });
}
