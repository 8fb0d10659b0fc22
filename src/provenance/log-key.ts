import { noteSigner, type NoteSigner } from './signed-note.js';

/**
 * The key of a log. A log goes by its origin, `hepatrace/FINGERPRINT OF THE KEY/NUMBER`; the number grows when a frozen log
 * is thawed, and the key, which is kept with the data keys, stays.
 */
export class LogKey {
  private readonly fingerprint: string;
  private readonly signers = new Map<number, NoteSigner>();

  /** @param seed 32 bytes, as {@link Keys.secret} gives them for {@link SECRET} */
  constructor(private readonly seed: Buffer) {
    // The id of the key under a fixed name: the first 32 bits of its SHA-256, as signed notes have it.
    this.fingerprint = noteSigner('hepatrace', seed).vkey.split('+')[1] ?? '';
  }

  /** Purpose under which the seed is kept. */
  static readonly SECRET = 'hepatrace/log/v1';

  signer(number: number): NoteSigner {
    const signer = this.signers.get(number) ?? noteSigner(this.origin(number), this.seed);
    this.signers.set(number, signer);
    return signer;
  }

  /** The number of an origin of this key; null for any other. */
  numberOf(origin: string): number | null {
    const number = Number(/\/([1-9]\d{0,8})$/.exec(origin)?.[1] ?? 0);
    return number > 0 && origin === this.origin(number) ? number : null;
  }

  private origin(number: number): string {
    return `hepatrace/${this.fingerprint}/${number}`;
  }
}
