import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Collection, Generation, ReadModels, StoredDocument } from '../../src/ports/index.js';

const document = (id: string, lastPosition: number, body: unknown = { at: lastPosition }): StoredDocument => ({
  collection: 'pfs',
  id,
  patientId: id,
  lastPosition,
  body,
});
const checkpoint = (position: number) => ({ position, recordedAt: '2026-03-01T10:00:00.000Z', projection: 'p1' });

const documentsOf = async (generation: Generation, collection: Collection, ids: readonly string[]) =>
  (await generation.get(collection, ids)).documents;

async function ids(generation: Generation, collection: Collection): Promise<string[]> {
  const found: string[] = [];
  await generation.scan(collection, async ({ documents }) => {
    for await (const batch of documents) found.push(...batch.map(({ id }) => id));
  });
  return found;
}

/** What every store of read models promises. */
export function readModelsContract(
  name: string,
  open: () => Promise<{ models: ReadModels; reopen?: () => Promise<ReadModels>; dispose: () => Promise<void> }>,
  suite: typeof describe | typeof describe.skip = describe,
): void {
  suite(`the read models contract: ${name}`, () => {
    let under: Awaited<ReturnType<typeof open>>;
    beforeEach(async () => {
      under = await open();
    });
    afterEach(() => under.dispose());

    it('starts empty, then gives back what was written, and the checkpoint', async () => {
      const live = await under.models.live();
      expect(await live.checkpoint()).toBeNull();
      expect(await documentsOf(live, 'pfs', ['a'])).toEqual([]);
      await live.write([document('a', 3, { x: [1, null, 'ü'] })], checkpoint(4));
      expect(await documentsOf(live, 'pfs', ['a', 'b'])).toEqual([document('a', 3, { x: [1, null, 'ü'] })]);
      expect(await documentsOf(live, 'os', ['a'])).toEqual([]);
      expect(await live.checkpoint()).toEqual(checkpoint(4));
    });

    it('never lets an older document or checkpoint replace a newer one', async () => {
      const live = await under.models.live();
      await live.write([document('a', 5)], checkpoint(5));
      await live.write([document('a', 4), document('b', 4)], checkpoint(4));
      expect(await documentsOf(live, 'pfs', ['a'])).toEqual([document('a', 5)]);
      expect(await documentsOf(live, 'pfs', ['b'])).toEqual([document('b', 4)]);
      expect(await live.checkpoint()).toEqual(checkpoint(5));
      await live.write([document('a', 6)], checkpoint(6));
      expect(await documentsOf(live, 'pfs', ['a'])).toEqual([document('a', 6)]);
    });

    it('takes the same write twice, as after a lost answer', async () => {
      const live = await under.models.live();
      await live.write([document('a', 1)], checkpoint(1));
      for (const _ of ['first', 'again']) await live.write([document('a', 2), document('b', 2)], checkpoint(2));
      expect(await live.get('pfs', ['a', 'b'])).toEqual({
        documents: [document('a', 2), document('b', 2)],
        checkpoint: checkpoint(2),
      });
    });

    it('lets the only process that writes lead', async () => {
      expect(await under.models.lead()).toBe(true);
    });

    it('scans in the order of ids, over many pages', async () => {
      const live = await under.models.live();
      const all = Array.from({ length: 1203 }, (_, index) => `p${String(index).padStart(5, '0')}`);
      await live.write(
        all.toReversed().map((id) => document(id, 1)),
        checkpoint(1),
      );
      expect(await ids(live, 'pfs')).toEqual(all);
      expect(await ids(live, 'os')).toEqual([]);
    });

    it('gives document and checkpoint of one moment, also while others write and switch', async () => {
      const live = await under.models.live();
      const all = Array.from({ length: 603 }, (_, index) => `p${String(index).padStart(5, '0')}`);
      await live.write(
        all.map((id) => document(id, 1)),
        checkpoint(1),
      );
      expect(await live.get('pfs', ['p00007'])).toEqual({
        documents: [document('p00007', 1)],
        checkpoint: checkpoint(1),
      });
      const seen: [string, number][] = [];
      let switched = false;
      await live.scan('pfs', async ({ documents, checkpoint: then }) => {
        expect(then).toEqual(checkpoint(1));
        for await (const batch of documents) {
          for (const { id, lastPosition } of batch) seen.push([id, lastPosition]);
          if (switched) continue;
          switched = true;
          await live.write(
            all.map((id) => document(id, 2)),
            checkpoint(2),
          );
          await under.models.switchTo(await under.models.begin());
        }
      });
      expect(seen).toEqual(all.map((id) => [id, 1]));
    });

    it('builds a new generation beside the live one and switches at once', async () => {
      const live = await under.models.live();
      await live.write([document('a', 1)], checkpoint(1));
      const next = await under.models.begin();
      await next.write([document('a', 2), document('b', 2)], checkpoint(2));
      expect(await ids(await under.models.live(), 'pfs')).toEqual(['a']);
      await under.models.switchTo(next);
      expect(await ids(await under.models.live(), 'pfs')).toEqual(['a', 'b']);
      expect(await (await under.models.live()).checkpoint()).toEqual(checkpoint(2));
    });

    it('keeps how far a generation was built, until it is finished or another one begins', async () => {
      const building = {
        goal: checkpoint(9),
        parts: [
          { patientId: 'a', events: 4 },
          { patientId: null, events: 0 },
        ],
      };
      expect(await under.models.unfinished()).toBeNull();
      const begun = await under.models.begin();
      expect(await under.models.unfinished()).toBeNull();
      await begun.write([document('a', 4)], { ...building, parts: [{ patientId: null, events: 0 }] });
      await begun.write([document('b', 5)], building);
      expect(await begun.checkpoint()).toBeNull();
      const models = (await under.reopen?.()) ?? under.models;
      const left = await models.unfinished();
      expect(left?.building).toEqual(building);
      await left?.generation.write([document('c', 6)], checkpoint(9));
      await models.switchTo(left!.generation);
      expect(await ids(await models.live(), 'pfs')).toEqual(['a', 'b', 'c']);
      expect(await models.unfinished()).toBeNull();
      await (await models.begin()).write([], building);
      await models.begin();
      expect(await models.unfinished()).toBeNull();
    });

    it('drops an unfinished generation when a new one begins, and keeps the live one', async () => {
      const live = await under.models.live();
      await live.write([document('a', 1)], checkpoint(1));
      await (await under.models.begin()).write([document('half', 1)], checkpoint(1));
      const models = (await under.reopen?.()) ?? under.models;
      expect(await ids(await models.live(), 'pfs')).toEqual(['a']);
      expect(await ids(await models.begin(), 'pfs')).toEqual([]);
    });
  });
}
