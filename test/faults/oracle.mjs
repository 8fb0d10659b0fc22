import { existsSync } from 'node:fs';
import { keyCheckOf, storyOf } from '../../dist/cli/verify-against.js';
import { readModelDifferences } from '../../dist/projections/index.js';
import { lastNotesIn, readAnchors, verifyLog } from '../../dist/provenance/index.js';
import { halfBatches, isAsRecorded, visitsOf } from './visits.mjs';

export async function collect(batches) {
  const events = [];
  for await (const batch of batches) events.push(...batch);
  return events;
}

/** What `hepatrace verify` says of an open log. */
export async function verified({ signed, stored, store, keys }, anchors) {
  // An anchor that was given nothing yet is no finding here.
  const begun = await Promise.all(
    anchors.map(async (folder) => ((await lastNotesIn(folder)).length > 0 ? folder : [])),
  );
  const config = { anchors: begun.flat().map((folder) => `file:${folder}`) };
  const { story, notChecked } = await storyOf({ config, log: { log: signed }, store, keys });
  const { hasKey, notChecked: shut } = await keyCheckOf(keys);
  const { findings } = await verifyLog(stored, { story, hasKey });
  return { findings, notChecked: [...notChecked, ...shut] };
}

/** Stands outside: remembers what was acknowledged and what was signed, and holds each state of the log against that. */
export class Oracle {
  /** Where each event was acknowledged to stand, by its id; null where the answer left that open. */
  acknowledged = new Map();
  /** The roots that were signed, by origin and size. */
  signed = new Map();

  /** Remembers lines `position id` of a writer. */
  hear(lines) {
    for (const line of lines) {
      const [position, id] = line.split(' ');
      if (id) this.acknowledged.set(id, position === 'null' ? null : Number(position));
    }
  }

  /** Records one more visit: a log that came through must go on. */
  async recordOn({ store }) {
    const { events } = await store.append('patient-after', 'any', visitsOf('after', 2));
    this.hear(events.map(({ position, id }) => `${position} ${id}`));
  }

  /** Counts what is not as it was acknowledged, and says what else is wrong. */
  async examine(log, anchors, { readModels = true } = {}) {
    const events = await collect(log.store.readAll({ identity: true }));
    const problems = await this.secondStories(log.signed, anchors);
    for (const { code, index, how } of (await verified(log, anchors)).findings)
      problems.push(`verify: ${code} at ${index}: ${how}`);
    if (readModels) {
      const differences = (await readModelDifferences(log.store, log.models)) ?? [];
      problems.push(...differences.map(({ patientId, field }) => `read model of ${patientId}: ${field}`));
    }
    const places = new Map(events.map(({ id, position }) => [id, position]));
    return {
      acknowledged: this.acknowledged.size,
      lost: [...this.acknowledged].filter(([id, position]) => places.get(id) !== (position ?? places.get(id) ?? -1))
        .length,
      partial: halfBatches(events),
      wrong:
        events.filter((event, index) => event.position !== index || !isAsRecorded(event)).length +
        (events.length - places.size),
      problems,
    };
  }

  /** Of one log and one size, one root may ever be signed: in the database, in any anchor, at any time. */
  async secondStories(signed, anchors) {
    const kept = await collect(signed.checkpoints({ after: -1 }));
    for (const folder of anchors.filter((one) => existsSync(one)))
      kept.push(...(await readAnchors(folder)).flatMap(({ checkpoints }) => checkpoints));
    return kept.flatMap(({ note }) => {
      const [origin, size, root] = note.split('\n');
      const before = this.signed.get(`${origin} ${size}`) ?? root;
      this.signed.set(`${origin} ${size}`, before);
      return before === root ? [] : [`a second story of ${size} events was signed: ${before} and ${root}`];
    });
  }
}
