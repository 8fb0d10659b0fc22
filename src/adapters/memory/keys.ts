import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { Keys, type DataKey } from '../../ports/index.js';

/** Keys that live as long as the process. */
export class MemoryKeys extends Keys {
  private readonly bySubject = new Map<string, DataKey>();
  private readonly secrets = new Map<string, Buffer>();

  forSealing(subjects: ReadonlySet<string>): Promise<ReadonlyMap<string, DataKey>> {
    return Promise.resolve(new Map([...subjects].map((subject) => [subject, this.keyOf(subject)])));
  }

  forOpening(keyId: Buffer): Promise<KeyObject | null> {
    const found = [...this.bySubject.values()].find((key) => key.keyId.equals(keyId));
    return Promise.resolve(found?.key ?? null);
  }

  secret(purpose: string): Promise<Buffer> {
    const secret = this.secrets.get(purpose) ?? randomBytes(32);
    this.secrets.set(purpose, secret);
    return Promise.resolve(secret);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  keyOf(subject: string): DataKey {
    const key = this.bySubject.get(subject) ?? { keyId: randomBytes(16), key: createSecretKey(randomBytes(32)) };
    this.bySubject.set(subject, key);
    return key;
  }
}
