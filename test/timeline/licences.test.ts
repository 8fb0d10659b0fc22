import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '../../src/events/index.js';
import { LicenceCensus, emptyTimeline, evolve, licencesOf } from '../../src/timeline/index.js';
import { recorded } from '../outcomes/history.js';

const of = (events: readonly RecordedEvent[], sources: readonly (RecordedEvent['source'] | null)[]) =>
  events
    .map((event, index) => ({ ...event, ...(sources[index] && { source: sources[index] }) }))
    .reduce(evolve, emptyTimeline('p1'));

const trial = { system: 'trial', licence: 'CC0' };
const registry = { system: 'registry', licence: 'research only' };
const events = recorded('p1', [
  ['2007-01-01', 'PatientRegistered', { dateBasis: 'calendar' }],
  ['2007-02-01', 'FollowedUp', { status: 'alive' }, 'seen'],
  ['2008-02-01', 'FollowedUp', { status: 'alive' }],
]);
const about = (type: string, data: object): RecordedEvent => ({
  ...events[2]!,
  ...{ id: type, type, revision: 3, position: 3, data: data as RecordedEvent['data'] },
  reason: { code: 'source-amended' },
});

describe('The data of a patient', () => {
  it('are under the terms of each source that gave some, named once, with the name of the source or without', () => {
    expect(licencesOf(of(events, [trial, trial, null]))).toEqual([trial]);
    expect(licencesOf(of(events, [trial, registry, { licence: 'CC0' }]))).toEqual([
      trial,
      registry,
      { system: null, licence: 'CC0' },
    ]);
    expect(licencesOf(of(events, [{ system: 'trial' }, null, null]))).toEqual([]);
  });

  it('are not under the terms of what was retracted, but under those of what it was corrected by', () => {
    const retracted = [...events, about('EventRetracted', { eventId: 'seen' })];
    expect(licencesOf(of(retracted, [trial, registry, null]))).toEqual([trial]);
    const correction = about('EventCorrected', {
      eventId: 'seen',
      occurredOn: '2007-02-02',
      data: { status: 'alive' },
    });
    expect(licencesOf(of([...events, correction], [trial, null, null, registry]))).toEqual([trial, registry]);
  });

  it('count with those of other patients under the same terms', () => {
    const census = new LicenceCensus();
    census.add([trial]);
    census.add([trial, registry]);
    census.add([]);
    expect(census.counted()).toEqual([
      { ...registry, patients: 1 },
      { ...trial, patients: 2 },
    ]);
  });
});
