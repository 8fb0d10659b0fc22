import type { Filter, UpdateFilter } from 'mongodb';
import { StoreUnavailableError, type Clock } from '../../ports/index.js';
import type { Connection } from './connection.js';
import { controlOf, createControl, readControl, type Control } from './control.js';
import { createIndexes } from './versions.js';

/** A leader of whom nothing was heard for so long may be replaced. */
const LEASE_MS = 10_000;

/**
 * Who of many processes writes. The lease itself is no proof: a leader that was paused or cut off believes in it still.
 * So every change that readers can see carries the token, and the server refuses it once another has taken over. When
 * a leader is dead is judged by who wants to follow it, on its own clock alone, from how long the beat stood still:
 * clocks of two machines are never compared (as in Kubernetes' leader election).
 */
export class Lease {
  private readonly id: string;
  private seen: { readonly token: number; readonly beat: number; readonly at: number } | null = null;
  private heart: NodeJS.Timeout | null = null;

  constructor(
    private readonly connection: Connection,
    private readonly clock: Clock,
    private readonly leaseMs = LEASE_MS,
  ) {
    this.id = clock.newId();
  }

  /** Takes the lease where nobody holds it, or its holder is silent; null while another leads. */
  async take(): Promise<Control | null> {
    const found = await this.read();
    if (found.holder === this.id) return this.keep(found);
    if (found.holder !== '' && !this.isSilent(found)) return null;
    const { token, beat, live } = found;
    // Where the answer is lost, what is read afterwards tells who won.
    const control = await this.connection.use(async (database) => {
      const change = { $set: { holder: this.id, beat: 0 }, $inc: { token: 1 } };
      await controlOf(database).updateOne({ _id: 'control', token, beat }, change);
      return readControl(database);
    });
    if (control?.holder !== this.id) return null;
    await this.connection.use((database) => createIndexes(database, live));
    return this.keep(control);
  }

  /**
   * The same for who cannot do without.
   * @throws StoreUnavailableError `busy` while another leads
   */
  async held(): Promise<Control> {
    const control = await this.take();
    if (control) return control;
    throw new StoreUnavailableError('busy', 'another process writes to these read models: it goes on until it ends');
  }

  /**
   * Changes the control document as the leader that had this token.
   * @returns false where nothing was changed, as the document does not (any more) stand as wanted
   * @throws StoreUnavailableError `busy` when another has taken over
   */
  async change(token: number, wanted: Filter<Control>, change: UpdateFilter<Control>): Promise<boolean> {
    const { matchedCount } = await this.connection.use((database) =>
      controlOf(database).updateOne({ ...wanted, _id: 'control', token, holder: this.id }, change),
    );
    if (matchedCount === 1) return true;
    const { token: latest, holder } = await this.read();
    if (latest === token && holder === this.id) return false;
    this.stop();
    throw new StoreUnavailableError(
      'busy',
      'another process has taken over these read models: this one wrote too late',
    );
  }

  /** Lets the next one in at once. */
  async release(): Promise<void> {
    if (!this.heart) return;
    this.stop();
    const mine = { _id: 'control' as const, holder: this.id };
    // Who cannot say goodbye is found silent.
    await this.connection
      .use((database) => controlOf(database).updateOne(mine, { $set: { holder: '' } }))
      .catch(() => {});
  }

  private async read(): Promise<Control> {
    return this.connection.use(async (database) => {
      const control = await readControl(database);
      if (control) return control;
      await createControl(database);
      const created = await readControl(database);
      if (created) return created;
      throw new StoreUnavailableError('store-unavailable', 'the read models are being dropped');
    });
  }

  private isSilent({ token, beat }: Control): boolean {
    const at = Date.parse(this.clock.now());
    if (this.seen?.token === token && this.seen.beat === beat) return at - this.seen.at >= this.leaseMs;
    this.seen = { token, beat, at };
    return false;
  }

  private keep(control: Control): Control {
    this.heart ??= setInterval(() => void this.beat(), this.leaseMs / 3).unref();
    return control;
  }

  private async beat(): Promise<void> {
    const mine = { _id: 'control' as const, holder: this.id };
    const beaten = await this.connection
      .use((database) => controlOf(database).updateOne(mine, { $inc: { beat: 1 } }))
      .catch(() => null);
    if (beaten?.matchedCount === 0) this.stop();
  }

  private stop(): void {
    if (this.heart) clearInterval(this.heart);
    this.heart = null;
  }
}
