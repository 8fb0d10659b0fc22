import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '../../src/events/index.js';
import { PoisonEventError, fold } from '../../src/projections/index.js';
import { emptyTimeline, evolve, type Timeline } from '../../src/timeline/index.js';

const event = (revision: number, given: Partial<RecordedEvent> = {}): RecordedEvent => ({
  id: `e${revision}`,
  type: 'FollowedUp',
  version: 1,
  patientId: 'p1',
  occurredOn: `2009-03-0${revision + 1}`,
  data: { status: 'alive' },
  recordedAt: `2026-01-0${revision + 1}T00:00:00.000Z`,
  recordedBy: { subject: 'u-1', role: 'clinician', organisation: 'org-1' },
  position: revision,
  revision,
  ...given,
});
const events = [
  event(0),
  event(1),
  event(2, { type: 'EventCorrected', data: { eventId: 'e0', occurredOn: '2008', data: { status: 'dead' } } }),
  event(3, { type: 'EventRetracted', data: { eventId: 'e1' } }),
];

describe('the fold of a patient', () => {
  it('gives the same at once, in any portions, and event by event, a repeated event changing nothing', () => {
    const singly = events.reduce(evolve, emptyTimeline('p1'));
    for (let cut = 0; cut <= events.length; cut += 1) {
      const timelines = new Map<string, Timeline>();
      fold(timelines, events.slice(0, cut));
      fold(timelines, events);
      expect(timelines.get('p1')).toEqual(singly);
    }
    expect(singly.entries.map(({ status }) => status)).toEqual(['corrected', 'retracted']);
  });

  it('leaves a timeline that was handed out as it was, whatever is recorded later', () => {
    const timelines = new Map<string, Timeline>();
    fold(timelines, events.slice(0, 2));
    const handedOut = timelines.get('p1')!;
    const before = structuredClone(handedOut);
    fold(timelines, events.slice(2));
    evolve(handedOut, events[2]!);
    expect(handedOut).toEqual(before);
    expect(timelines.get('p1')).not.toEqual(before);
  });

  it('stops at an event that this version cannot read, with those before it folded and nothing of it', () => {
    const timelines = new Map<string, Timeline>();
    const poison = event(2, { version: 99 });
    expect(() => fold(timelines, [events[0]!, events[1]!, poison, events[3]!])).toThrow(PoisonEventError);
    expect(timelines.get('p1')).toEqual(events.slice(0, 2).reduce(evolve, emptyTimeline('p1')));
  });
});
