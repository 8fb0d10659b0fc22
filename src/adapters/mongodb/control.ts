import type { Collection as MongoCollection, Db } from 'mongodb';
import type { Building, Checkpoint } from '../../ports/index.js';
import { CALL_MS } from './connection.js';

/**
 * The one document that says what holds: who leads, which generation is live, how far each goes. Whatever readers can
 * see changes by one atomic change of it, under the token of the leader.
 */
export interface Control {
  readonly _id: 'control';
  /** Fencing token: higher with each new leader. */
  readonly token: number;
  /** Who leads; empty where nobody does. */
  readonly holder: string;
  /** Moves as long as the leader lives. */
  readonly beat: number;
  readonly live: number;
  /** 0 where none is being built. */
  readonly building: number;
  /** How far that one is; null or absent: not said. */
  readonly built?: Building | null;
  /** Highest number that a generation was ever given. */
  readonly last: number;
  /** Checkpoints of the generations whose documents are there, by `g7`; empty before their first. */
  readonly generations: Readonly<Record<string, Checkpoint | Record<string, never>>>;
}

export const generationKey = (number: number): string => `g${number}`;

export const checkpointOf = (control: Control, number: number): Checkpoint | null => {
  const checkpoint = control.generations[generationKey(number)];
  return checkpoint && 'position' in checkpoint ? (checkpoint as Checkpoint) : null;
};

export const isThere = (control: Control, number: number): boolean => generationKey(number) in control.generations;

export const controlOf = (database: Db): MongoCollection<Control> => database.collection<Control>('control');

/** Null where nobody has ever written. */
export const readControl = (database: Db): Promise<Control | null> =>
  controlOf(database).findOne({ _id: 'control' }, { maxTimeMS: CALL_MS });

/** As a new database starts: generation 1 is live, and nobody leads. */
export async function createControl(database: Db): Promise<void> {
  const { _id, ...start } = {
    _id: 'control' as const,
    token: 0,
    holder: '',
    beat: 0,
    live: 1,
    building: 0,
    last: 1,
    generations: { [generationKey(1)]: {} },
  };
  await controlOf(database).updateOne({ _id }, { $setOnInsert: start }, { upsert: true });
}
