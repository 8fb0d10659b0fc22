import { ReadModels, StoreUnavailableError, type Building, type Clock, type Generation } from '../../ports/index.js';
import type { Connection } from './connection.js';
import { generationKey } from './control.js';
import { MongoGeneration } from './generation.js';
import { Lease } from './lease.js';
import { createIndexes, dropUnnamed } from './versions.js';

/** Read models in one MongoDB database, collections a generation. Opening does not connect: the first call does. */
export class MongoReadModels extends ReadModels {
  private readonly lease: Lease;

  constructor(
    private readonly connection: Connection,
    private readonly clock: Clock,
    leaseMs?: number,
  ) {
    super();
    this.lease = new Lease(connection, clock, leaseMs);
  }

  override async lead(): Promise<boolean> {
    return (await this.lease.take()) !== null;
  }

  live(): Promise<Generation> {
    return Promise.resolve(this.generation(null));
  }

  async unfinished(): Promise<{ readonly generation: Generation; readonly building: Building } | null> {
    const { building, built } = await this.lease.held();
    return building !== 0 && built ? { generation: this.generation(building), building: built } : null;
  }

  async begin(): Promise<Generation> {
    const control = await this.lease.held();
    const { token, live } = control;
    const number = control.last + 1;
    const generations = {
      [generationKey(live)]: control.generations[generationKey(live)] ?? {},
      [generationKey(number)]: {},
    };
    const begun = { last: number, building: number, built: null, generations };
    await this.lease.change(token, { live }, { $set: begun });
    await this.connection.use(async (database) => {
      await dropUnnamed(database, { ...control, ...begun });
      await createIndexes(database, number);
    });
    return this.generation(number);
  }

  /** The old generation stays for the scans that still read it; a later sweep, or the next rebuild, drops it. */
  async switchTo(generation: Generation): Promise<void> {
    if (!(generation instanceof MongoGeneration)) throw new TypeError('a generation of another store');
    const { token } = await this.lease.held();
    const number = generation.number ?? -1;
    // Live already: the answer to the same change was lost.
    const wanted = { $or: [{ building: number }, { live: number }] };
    if (await this.lease.change(token, wanted, { $set: { live: number, building: 0, built: null } })) return;
    throw new StoreUnavailableError(
      'busy',
      'another rebuild of these read models has begun since: this one is dropped',
    );
  }

  async close(): Promise<void> {
    await this.lease.release();
    await this.connection.close();
  }

  private generation(number: number | null): MongoGeneration {
    return new MongoGeneration({ connection: this.connection, lease: this.lease, clock: this.clock }, number);
  }
}
