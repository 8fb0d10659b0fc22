import { existsSync } from 'node:fs';
import { IntegrityError, type Keys, type SignedCheckpoint } from '../ports/index.js';
import { readAnchors, vkeyOf, type Keeper, type SignedStory } from '../provenance/index.js';
import { UsageError, reasonOf } from './failure.js';
import type { OpenFolder } from './folder.js';

/**
 * What was signed of a log: in its own file, and in the anchors.
 * @param anchors a folder in place of those in config
 * @param vkey in place of the key that is kept with the data keys
 * @throws UsageError for a folder that is not there
 */
export async function storyOf(
  { config, log, store, keys }: Pick<OpenFolder, 'config' | 'log' | 'store' | 'keys'>,
  anchors: string | undefined,
  vkey: string | undefined,
): Promise<{ readonly story: SignedStory | undefined; readonly notChecked: readonly string[] }> {
  if (anchors !== undefined && !existsSync(anchors)) throw new UsageError(`there is no folder ${anchors}`);
  const own: SignedCheckpoint[] = [];
  for await (const page of log.log.checkpoints({ after: -1 })) own.push(...page);
  const folders = anchors === undefined ? config.anchors.map((name) => name.slice(name.indexOf(':') + 1)) : [anchors];
  if (own.length === 0 && folders.length === 0) return { story: undefined, notChecked: [REWRITTEN] };
  let key: string;
  try {
    key = vkey ?? (await vkeyOf(store, keys));
  } catch (error) {
    const why = reasonOf(error);
    return {
      story: undefined,
      notChecked: [`what was signed: give --vkey, as the log's own key cannot be read: ${why}`],
    };
  }
  const keepers: Keeper[] = [{ name: 'the database', checkpoints: own, anchored: null }];
  for (const name of folders) {
    const anchored = existsSync(name) ? await readAnchors(name) : [];
    keepers.push({ name, checkpoints: anchored.flatMap(({ checkpoints }) => checkpoints), anchored });
  }
  const notChecked = folders.length === 0 ? [REWRITTEN] : [];
  return { story: { vkey: key, keepers }, notChecked };
}

const REWRITTEN =
  'whether the log was rewritten whole: no anchor was given, and what lies in the file can be rewritten with it';

/** Whether data keys are there; nothing where none can be read at all. */
export async function keyCheckOf(keys: Keys): Promise<{
  readonly hasKey: ((keyId: Buffer) => Promise<boolean>) | undefined;
  readonly notChecked: readonly string[];
}> {
  const hasKey = (keyId: Buffer): Promise<boolean> =>
    keys.forOpening(keyId).then(
      (key) => key !== null,
      (error: unknown) => {
        // A wrapped key that was altered opens nothing.
        if (error instanceof IntegrityError) return false;
        throw error;
      },
    );
  try {
    await hasKey(Buffer.alloc(16));
    return { hasKey, notChecked: [] };
  } catch (error) {
    return { hasKey: undefined, notChecked: [`whether sealed fields can be opened: ${reasonOf(error)}`] };
  }
}
