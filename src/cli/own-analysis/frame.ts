import type { Member } from '../../analyses/index.js';
import type { Entry, Timeline } from '../../timeline/index.js';
import { DOING, type AtHand, type Doing } from './problem.js';

/**
 * Where an analysis is: what it does, the place of the patient in the batch, and of the entry whose fields it read last. In
 * memory that another thread can read while this one is in a loop without an end.
 */
export class Frame {
  constructor(readonly memory = new Int32Array(new SharedArrayBuffer(12))) {}

  begin(doing: Doing): void {
    this.memory[0] = DOING.indexOf(doing);
  }

  /** Runs a function of the researcher's. Where it throws, the frame stays as it was. */
  during<T>(doing: Doing, run: () => T): T {
    this.begin(doing);
    const answer = run();
    this.begin('waiting');
    return answer;
  }

  enter(patient: number): void {
    this.memory[1] = patient;
    this.memory[2] = -1;
  }

  /** The patient with entries that say when they are read. */
  handedOut({ timeline, outcomes }: Member): Member {
    const entries = timeline.entries.map(
      (entry, place) =>
        new Proxy(entry, {
          get: (target, key) => {
            this.memory[2] = place;
            return target[key as keyof Entry];
          },
        }),
    );
    return { timeline: { ...timeline, entries }, outcomes };
  }
}

/** What the numbers of a frame mean, with the patients that were being worked on. */
export function atHandIn(
  [doing = 0, patient = 0, entry = -1]: ArrayLike<number> & Iterable<number>,
  batch: readonly Timeline[],
): AtHand {
  const what = DOING[doing] ?? 'waiting';
  const timeline = what === 'patient' ? batch[patient] : undefined;
  const read = timeline?.entries[entry];
  return {
    doing: what,
    patientId: timeline?.patientId ?? null,
    event: read ? { id: read.id, type: read.type, occurredOn: read.occurredOn } : null,
  };
}
