import { describe, expect, it } from '@jest/globals';
import { CATALOGUE, UnreadableEventError, upcast, upcastTo, type EventType } from '../../src/events/index.js';

/** A type in its third version: first its margin was called edge, then its width came in mm. */
const Resected: EventType = {
  name: 'Resected',
  version: 3,
  about: '',
  data: Object,
  dated: true,
  subject: 'patient',
  example: { data: {} },
  upcasters: {
    1: ({ edge, ...others }) => ({ ...others, margin: edge }),
    2: ({ width, ...others }) => ({ ...others, width: Number(width) * 10 }),
  },
};

describe('an event of an earlier version', () => {
  it('is read in the shape of today, step by step, and the stored data stay as they were', () => {
    const stored = Object.freeze({ edge: 'R0', width: 4 });
    expect(upcastTo(Resected, 1, stored)).toEqual({ margin: 'R0', width: 40 });
    expect(upcastTo(Resected, 2, { margin: 'R0', width: 4 })).toEqual({ margin: 'R0', width: 40 });
    expect(upcastTo(Resected, 3, { margin: 'R0', width: 40 })).toEqual({ margin: 'R0', width: 40 });
    expect(stored).toEqual({ edge: 'R0', width: 4 });
  });

  it('is refused where a step is missing', () => {
    const { upcasters: _, ...without } = Resected;
    expect(() => upcastTo(without, 1, {})).toThrow(new UnreadableEventError('Resected has no upcaster from version 1'));
  });

  it('has a way to today from every version of every type', () => {
    for (const { name, version, upcasters = {} } of CATALOGUE)
      expect([name, Object.keys(upcasters).map(Number)]).toEqual([
        name,
        Array.from({ length: version - 1 }, (_, index) => index + 1),
      ]);
  });
});

describe('an event that this code cannot read', () => {
  it('is refused when its version is newer than the code or its type unknown, and never guessed at', () => {
    expect(() => upcastTo(Resected, 4, {})).toThrow(UnreadableEventError);
    expect(() => upcast('Died', 2, {})).toThrow(/Died version 2 is newer than the version 1 that this code knows/);
    expect(() => upcast('Vanished', 1, {})).toThrow(/event type Vanished is not in the catalogue/);
    expect(upcast('Died', 1, { cause: 'cancer' })).toEqual({ cause: 'cancer' });
  });
});
