import { createSecretKey } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { FileAnchor } from '../../dist/adapters/anchors/file.js';
import { CheckpointedEventStore } from '../../dist/adapters/checkpointed-event-store.js';
import { SqliteEventStore } from '../../dist/adapters/sqlite/event-store.js';
import { SqliteKeys } from '../../dist/adapters/sqlite/keys.js';
import { SqliteReadModels } from '../../dist/adapters/sqlite/read-models.js';
import { SystemClock } from '../../dist/adapters/system-clock.js';
import { Projector } from '../../dist/projections/index.js';
import { Checkpointer } from '../../dist/provenance/index.js';

const KEY = createSecretKey(Buffer.alloc(32, 7));

export const dataIn = (root) => join(root, 'data');
export const anchorsIn = (root) => ['anchor-1', 'anchor-2'].map((name) => join(root, name));
export const keysIn = (folder, readOnly = false) => new SqliteKeys(folder, () => KEY, readOnly);

/**
 * Opens a log with its keys, read models and anchors as the service does; signs it often.
 * @param reached is told of each point that a fault may strike at
 */
export async function openLog(
  root,
  { anchors = anchorsIn(root).map((folder) => new FileAnchor(folder)), reached } = {},
) {
  const folder = dataIn(root);
  mkdirSync(folder, { recursive: true });
  const keys = keysIn(folder);
  const clock = new SystemClock();
  const bare = SqliteEventStore.forWriting(folder, keys, clock);
  const models = SqliteReadModels.forWriting(folder);
  if (reached) tell(reached, { signed: bare.signed, models, anchors });
  const checkpointer = new Checkpointer(bare, bare.signed, keys, clock, anchors, { everyEvents: 25 });
  const store = new CheckpointedEventStore(bare, checkpointer);
  const projector = new Projector(store, models, (why) => console.error('the read models stopped:', why));
  return {
    ...{ store, signed: bare.signed, stored: bare.stored, keys, models, checkpointer, projector },
    close: async () => {
      await projector.close();
      await checkpointer.close();
      await store.close();
      await models.close();
      await keys.close();
    },
  };
}

/** Says when a checkpoint, its copy in an anchor, and a switch of the read models begin and end. */
function tell(reached, { signed, models, anchors }) {
  around(signed, 'keep', 'keeping a checkpoint', reached);
  around(models, 'switchTo', 'switching the read models', reached);
  for (const anchor of anchors) {
    const keep = anchor.keep.bind(anchor);
    anchor.keep = (checkpoint, tileOf) =>
      keep(checkpoint, (n) => {
        reached('amid anchoring');
        return tileOf(n);
      });
    around(anchor, 'keep', 'anchoring', reached);
  }
}

function around(target, method, what, reached) {
  const call = target[method].bind(target);
  target[method] = async (...given) => {
    reached(`before ${what}`);
    const answer = await call(...given);
    reached(`after ${what}`);
    return answer;
  };
}
