import type { NewEvent } from '../events/index.js';
import type { EventStore, Keys } from '../ports/index.js';
import { LogKey } from './log-key.js';
import { originOf, type TreeHead } from './checkpoint.js';
import { NoteError, openNote } from './signed-note.js';

/** The stream of what happens to the log itself, and its only type of event: no patient, so no timeline has it. */
export const LOG_STREAM = 'log';
const THAWED = 'LogThawed';

/**
 * What goes into the log before it is signed under another origin: a note, signed under the new one, that names the old
 * one, its last good checkpoint and why. Nobody without the key can put one in, and so get a rewritten log signed.
 */
export function thawStatement(
  key: LogKey,
  number: number,
  { origin, lastGood, reason }: { origin: string; lastGood: TreeHead | null; reason: string },
): string {
  const signer = key.signer(number);
  const good = lastGood ? `${lastGood.size} ${lastGood.root.toString('base64')}` : 'none';
  return signer.sign(
    `${signer.name}\ngoes on from ${origin}\nlast good checkpoint ${good}\nreason ${reason.replaceAll(/\s+/g, ' ').trim()}\n`,
  );
}

/** The event that carries it. */
export const thawEvent = (statement: string, given: Pick<NewEvent, 'id' | 'recordedAt' | 'recordedBy'>): NewEvent => ({
  ...given,
  type: THAWED,
  version: 1,
  data: { statement },
});

/** The number of the origin that a log is signed under now: that of its last thaw, 1 if it never was frozen. */
export async function currentNumber(key: LogKey, store: EventStore): Promise<number> {
  let number = 1;
  for await (const events of store.readStream(LOG_STREAM)) {
    for (const { type, data } of events) {
      const statement = type === THAWED ? data['statement'] : null;
      if (typeof statement === 'string') number = Math.max(number, numberOf(key, statement) ?? 0);
    }
  }
  return number;
}

/** What the log's checkpoints are verified with. The key is made where there is none yet. */
export async function vkeyOf(store: EventStore, keys: Keys): Promise<string> {
  const key = new LogKey(await keys.secret(LogKey.SECRET));
  return key.signer(await currentNumber(key, store)).vkey;
}

/** The number that a statement begins; null when it was not signed with the key. */
function numberOf(key: LogKey, statement: string): number | null {
  const number = key.numberOf(originOf(statement));
  if (number === null) return null;
  try {
    openNote(statement, key.signer(number).vkey);
    return number;
  } catch (error) {
    if (error instanceof NoteError) return null;
    throw error;
  }
}
