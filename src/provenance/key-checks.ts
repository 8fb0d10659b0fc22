import type { StoredRecord } from '../ports/index.js';
import type { Report } from './finding.js';
import { sealedUnder } from './stored-event.js';

/** Whether what is sealed can be opened still. A key that is gone is named once, at the first event that needs it. */
export class KeyChecks {
  private readonly asked = new Set<string>();

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
