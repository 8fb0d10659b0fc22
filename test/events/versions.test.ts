import { describe, expect, it } from '@jest/globals';
import { readEvent, upcast, UnreadableEventError, type Json, type RecordedEvent } from '../../src/events/index.js';
import { emptyTimeline, evolve } from '../../src/timeline/index.js';

const embolisation = (version: number | undefined, side: Json | undefined) => ({
  type: 'EmbolisationPerformed',
  ...(version === undefined ? {} : { version }),
  occurredOn: '2007-07-02',
  data: { kind: 'portal-vein', ...(side === undefined ? {} : { side }) },
});

describe('An embolisation told in the words of version 1', () => {
  it.each([
    ['right', ['right']],
    ['both', ['left', 'right']],
    [undefined, undefined],
  ])('of the side %s is read as version 2', (side, sides) => {
    const reading = readEvent(embolisation(1, side));
    expect(reading).toEqual({ draft: embolisation(2, sides) });
  });

  it('but with a word that it never had is refused with the words of today', () => {
    expect(readEvent(embolisation(1, 'caudate'))).toMatchObject({
      violations: [{ code: 'invalid-field', pointer: '/data/side' }],
    });
  });

  it('without saying so is taken for one of today, and refused rather than guessed', () => {
    expect(readEvent(embolisation(undefined, 'both'))).toMatchObject({
      violations: [
        {
          code: 'invalid-field',
          pointer: '/data/side',
          remedy: 'Give a list of words, each one of: left, right, segment-4.',
        },
      ],
    });
    expect(readEvent(embolisation(undefined, ['right', 'segment-4']))).toEqual({
      draft: embolisation(2, ['right', 'segment-4']),
    });
  });
});

describe('An embolisation of a version that is not known here', () => {
  it('is refused at the door, and stops whoever finds it in a log', () => {
    expect(readEvent(embolisation(3, ['right']))).toMatchObject({
      violations: [{ code: 'unknown-version', pointer: '/version', remedy: 'Send version 2 or leave it out.' }],
    });
    expect(() => upcast('EmbolisationPerformed', 3, {})).toThrow(UnreadableEventError);
  });
});

describe('The timeline of a patient whose log is from before the change', () => {
  const stored = (revision: number, event: Partial<RecordedEvent>): RecordedEvent => ({
    id: `e${revision}`,
    type: 'EventCorrected',
    version: 1,
    data: {},
    recordedAt: '2026-03-02T10:00:00.000Z',
    recordedBy: { subject: 's', role: 'r', organisation: 'o' },
    position: revision,
    revision,
    ...event,
  });
  const first = stored(0, { ...embolisation(1, 'both'), version: 1 });
  const correction = (revision: number, side: Json | undefined, dataVersion?: number): RecordedEvent =>
    stored(revision, {
      data: {
        eventId: 'e0',
        occurredOn: '2007-07-03',
        data: embolisation(1, side).data,
        ...(dataVersion === undefined ? {} : { dataVersion }),
      },
    });
  const sideOf = (...events: readonly RecordedEvent[]) =>
    events.reduce(evolve, emptyTimeline('p1')).entries[0]?.data['side'];

  it('shows the embolisation in the shape of today, and so its corrections', () => {
    expect(sideOf(first)).toEqual(['left', 'right']);
    // Before there was a second version, a correction named none.
    expect(sideOf(first, correction(1, 'left'))).toEqual(['left']);
    expect(sideOf(first, correction(1, 'left', 1))).toEqual(['left']);
    expect(sideOf(first, correction(1, 'left'), correction(2, ['right', 'segment-4'], 2))).toEqual([
      'right',
      'segment-4',
    ]);
  });
});
