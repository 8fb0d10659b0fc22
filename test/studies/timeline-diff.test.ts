import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryEventStore } from '../../src/adapters/memory/event-store.js';
import { timelineDiffText } from '../../src/cli/timeline-diff-text.js';
import type { EventDraft } from '../../src/events/index.js';
import { questionOf } from '../../src/outcomes/index.js';
import type { LogPoint } from '../../src/ports/index.js';
import { NOTHING_KNOWN, Reading } from '../../src/projections/index.js';
import { Recording } from '../../src/recording/index.js';
import { timelineDiff } from '../../src/studies/index.js';
import { HandClock } from '../contracts/event-store.contract.js';
import { correction, event, registered } from '../recording/given.js';

const caller = { subject: 'a.registrar', role: 'recorder', organisation: 'liver-centre', requestId: 'r-1' };
const fromEnrolment = questionOf({ ruleSet: 'as-recorded', timeZero: 'registration' });
const progression = event('ProgressionDocumented', '2008-02-01', { basis: 'imaging' }, { id: 'pd' });
const other = event('PatientRegistered', '2007-03-01', { dateBasis: 'calendar' }, { id: 'other' });

describe('What was learnt of a patient', () => {
  let store: MemoryEventStore;
  let recording: Recording;
  const record = async (patientId: string, ...drafts: readonly EventDraft[]): Promise<LogPoint> => {
    await recording.record({ patientId, drafts, caller });
    return (await store.head())!;
  };
  const diff = (patientId: string, from: LogPoint, to: LogPoint | null = null) =>
    timelineDiff(new Reading(store, null, null), patientId, fromEnrolment, from, to);

  beforeEach(() => {
    const clock = new HandClock('2020-06-01T12:00:00.000Z');
    store = new MemoryEventStore(clock);
    recording = new Recording(store, clock);
  });

  it('is told in words: the correction field by field with its reason, and what it did to the endpoints', async () => {
    const before = await record('p1', registered(), progression);
    await record('p1', correction('pd', '2008-01-01', { basis: 'histology' }));
    const text = timelineDiffText((await diff('p1', before))!);
    expect(text).toContain('✎ 2008-01-01  ProgressionDocumented  histology');
    expect(text).toContain('by a.registrar: transcription');
    expect(text).toContain('occurredOn: 2008-02-01 → 2008-01-01');
    expect(text).toContain('basis: imaging → histology');
    // From 2007-01-10: 387 days to 2008-02-01, 356 to 2008-01-01.
    expect(text).toMatch(/387 days.*→.*356\s+days/s);
  });

  it('is nothing where nothing of him was recorded in between, and then no endpoint is another one', async () => {
    const before = await record('p1', registered(), progression);
    await record('p2', other);
    const text = timelineDiffText((await diff('p1', before))!);
    expect(text).toContain('Nothing was learnt of this patient in between.');
    expect(text).toContain('No endpoint is another one for it.');
  });

  it('is everything where he was not known before, and nothing can be told where he is not known after', async () => {
    const point = await record('p1', registered(), progression);
    const found = await diff('p1', NOTHING_KNOWN);
    expect(found?.from.outcomes).toBeNull();
    expect(found?.learnt.map(({ type }) => type)).toEqual(['PatientRegistered', 'ProgressionDocumented']);
    expect(await diff('p2', NOTHING_KNOWN, point)).toBeNull();
  });

  it('by a merge is what came with the other, and after the un-merge what is his no more', async () => {
    await record('p2', other, progression);
    const apart = await record('p1', registered());
    const merging = (type: string, code: string): EventDraft => ({
      type,
      version: 1,
      data: { otherPatientId: 'p2' },
      reason: { code },
    });
    const merged = await record('p1', merging('PatientsMerged', 'same-person'));
    const joined = await diff('p1', apart, merged);
    expect(joined?.learnt).toMatchObject([{ type: 'ProgressionDocumented', mergedFrom: 'p2' }]);
    expect(joined?.merges).toMatchObject([{ type: 'PatientsMerged', reason: { code: 'same-person' } }]);
    expect(timelineDiffText(joined!)).toContain('⇄ p2 merged into p1');
    await record('p1', merging('PatientsUnmerged', 'not-same-person'));
    const parted = await diff('p1', merged);
    expect(parted?.gone).toEqual([{ id: progression.id, type: 'ProgressionDocumented', occurredOn: '2008-02-01' }]);
    // Exactly as before: what the merge did to the endpoints is undone.
    expect(parted?.to.outcomes.endpoints).toEqual(joined?.from.outcomes?.endpoints);
    expect(parted?.endpoints.map(({ endpoint }) => endpoint)).toEqual(
      joined?.endpoints.map(({ endpoint }) => endpoint),
    );
  });
});
