import type { StoredRecord } from '../ports/index.js';
import type { Report } from './finding.js';
import { sealedUnder } from './stored-event.js';

/** Whether what is sealed can be opened still. A key that is gone is named once, at the first event that needs it. */
export class KeyChecks {
  private readonly asked = new Set<string>();

  /** Whether all these keys are there. */
  async all(keyIds: Iterable<string>, hasKey: (keyId: Buffer) => Promise<boolean>): Promise<boolean> {
    for (const name of keyIds) {
      if (this.asked.has(name)) continue;
      if (!(await hasKey(Buffer.from(name, 'hex')))) return false;
      this.asked.add(name);
    }
    return true;
  }

  async check(
    { clinical, identity }: StoredRecord,
    hasKey: (keyId: Buffer) => Promise<boolean>,
    report: Report,
  ): Promise<void> {
    for (const encoded of [clinical, identity]) {
      const keyId = sealedUnder(encoded);
      const name = keyId?.toString('hex');
      if (!keyId || name === undefined || this.asked.has(name)) continue;
      this.asked.add(name);
      if (!(await hasKey(keyId)))
        report('key-missing', "the key that this patient's sealed fields open with is gone", name);
    }
  }
}
