import { describe, expect, it } from '@jest/globals';
import { MemoryEventStore } from '../../src/adapters/memory/event-store.js';
import type { EventDraft } from '../../src/events/index.js';
import { questionOf } from '../../src/outcomes/index.js';
import { AsOfError, Reading, resolveKnownAtSource } from '../../src/projections/index.js';
import { Recording } from '../../src/recording/index.js';
import { HandClock } from '../contracts/event-store.contract.js';

const caller = { subject: 'u-1', role: 'clinician', organisation: 'org-1', requestId: 'r-1' };
const PROGRESSION = '4ae3e4f4-35f4-4f0e-9a51-1c1f4b3fbb01';
const NOW = '2026-03-01T10:00:00.000Z';

const event = (type: string, recordedOn: string | null, more: Partial<EventDraft>): EventDraft => ({
  type,
  version: 1,
  data: {},
  ...(recordedOn === null ? {} : { source: { recordedOn } }),
  ...more,
});
const registered = (recordedOn: string): EventDraft =>
  event('PatientRegistered', recordedOn, { occurredOn: '2010-01-01', data: { dateBasis: 'calendar' } });
const progression = (recordedOn: string | null): EventDraft =>
  event('ProgressionDocumented', recordedOn, { id: PROGRESSION, occurredOn: '2011-03-01', data: { basis: 'imaging' } });
const seen = (recordedOn: string, occurredOn: string): EventDraft =>
  event('FollowedUp', recordedOn, { occurredOn, data: { status: 'alive' } });
const corrected = (recordedOn: string): EventDraft =>
  event('EventCorrected', recordedOn, {
    data: { eventId: PROGRESSION, occurredOn: '2011-06-01', data: { basis: 'imaging' } },
    reason: { code: 'source-amended' },
  });
const retracted = (recordedOn: string): EventDraft =>
  event('EventRetracted', recordedOn, { data: { eventId: PROGRESSION }, reason: { code: 'wrong-patient' } });

/** A reading of one patient's events, recorded one after the other. */
async function reading(...drafts: readonly EventDraft[]): Promise<Reading> {
  const store = new MemoryEventStore(new HandClock(NOW));
  const recording = new Recording(store, new HandClock(NOW));
  for (const draft of drafts) await recording.record({ patientId: 'p1', drafts: [draft], caller });
  return new Reading(store, null, null);
}

/** The date of the progression as the source knew it by the end of a day; null: it knew of none. */
async function progressedOn(all: Reading, day: string, position?: number): Promise<string | null> {
  const asOf = position === undefined ? null : { position, recordedAt: NOW };
  const { value } = await all.asKnownAtSource(resolveKnownAtSource(day, NOW)).timeline('p1', asOf);
  const entry = value?.entries.find(({ id, status }) => id === PROGRESSION && status !== 'retracted');
  return entry?.occurredOn ?? null;
}

describe('what the source knew of a patient', () => {
  it('begins at the end of the month, or of the year, that a form of no day was written in', async () => {
    const all = await reading(registered('2010-01-12'), progression('2011-05'));
    expect(await progressedOn(all, '2011-05-30')).toBeNull();
    expect(await progressedOn(all, '2011-05-31')).toBe('2011-03-01');
    const year = await reading(registered('2010-01-12'), progression('2011'));
    expect(await progressedOn(year, '2011-12-30')).toBeNull();
    expect(await progressedOn(year, '2011-12')).toBe('2011-03-01');
  });

  it('is asked for by a month or a year at its end', async () => {
    const all = await reading(registered('2010-01-12'), progression('2011-12-31'));
    expect(await progressedOn(all, '2011-11')).toBeNull();
    expect(await progressedOn(all, '2011')).toBe('2011-03-01');
  });

  it('is what this system recorded that day where the source gives no date', async () => {
    const all = await reading(registered('2010-01-12'), progression(null));
    expect(await progressedOn(all, '2026-02-28')).toBeNull();
    expect(await progressedOn(all, '2026-03-01')).toBe('2011-03-01');
  });

  it('has an event without the correction, or the retraction, that the source made later', async () => {
    const amended = await reading(registered('2010-01-12'), progression('2011-05-02'), corrected('2012-02-01'));
    expect(await progressedOn(amended, '2012-01-31')).toBe('2011-03-01');
    expect(await progressedOn(amended, '2012-02-01')).toBe('2011-06-01');
    const taken = await reading(registered('2010-01-12'), progression('2011-05-02'), retracted('2012-02-01'));
    expect(await progressedOn(taken, '2012-01-31')).toBe('2011-03-01');
    expect(await progressedOn(taken, '2012-02-01')).toBeNull();
  });

  it('has nothing of a correction before it knows the event, and the corrected event from then on', async () => {
    const all = await reading(registered('2010-01-12'), progression('2011-05-02'), corrected('2011-04-01'));
    expect(await progressedOn(all, '2011-04-30')).toBeNull();
    expect(await progressedOn(all, '2011-05-02')).toBe('2011-06-01');
  });

  it('is what this system had by a position, where both are asked for', async () => {
    const all = await reading(registered('2010-01-12'), progression('2011-05-02'), corrected('2012-02-01'));
    expect(await progressedOn(all, '2012', 1)).toBe('2011-03-01');
    expect(await progressedOn(all, '2012', 0)).toBeNull();
    expect(await progressedOn(all, '2012', 2)).toBe('2011-06-01');
  });

  it('puts him into no cohort before it has registered him, though it has a form of him', async () => {
    const all = await reading(registered('2011-02-01'), seen('2011-01-20', '2011-01-15'));
    const asked = { question: questionOf({ ruleSet: 'as-recorded', timeZero: 'registration' }), facts: [] };
    const rows = async (day: string): Promise<unknown[]> => {
      const found: unknown[] = [];
      await all.asKnownAtSource(day).rows({ ...asked, endpoints: ['os'] }, null, () => (row) => {
        found.push(row.endpoints.os?.days);
      });
      return found;
    };
    expect(await rows('2011-01-31')).toEqual([]);
    // 2010-01-01 to 2011-01-15: 365 + 14 days.
    expect(await rows('2011-02-01')).toEqual([379]);
    expect((await all.asKnownAtSource('2011-01-31').timeline('p1', null)).value?.entries).toHaveLength(1);
    expect((await all.asKnownAtSource('2011-01-31').history('p1', null)).value).toHaveLength(1);
  });
});

describe('a day of the source', () => {
  it.each([
    ['+120', 'bad-as-of'],
    ['unknown', 'bad-as-of'],
    ['2011-02-30', 'bad-as-of'],
    ['2026-03-02', 'as-of-in-future'],
    ['2027', 'as-of-in-future'],
  ])('is refused where it is %s', (text, code) => {
    const refuse = (): string => resolveKnownAtSource(text, NOW);
    expect(refuse).toThrow(AsOfError);
    expect(refuse).toThrow(expect.objectContaining({ code, pointer: '/asKnownAtSource' }));
  });

  it('may lie in the month or year that runs', () => {
    expect(resolveKnownAtSource('2026', NOW)).toBe('2026-12-31');
    expect(resolveKnownAtSource('2024-02', NOW)).toBe('2024-02-29');
  });
});
