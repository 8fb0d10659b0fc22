import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryEventStore } from '../../src/adapters/memory/event-store.js';
import type { EventDraft } from '../../src/events/index.js';
import { questionOf } from '../../src/outcomes/index.js';
import { KEPT, Reading } from '../../src/projections/index.js';
import { NotRecordedError, Recording, type Recorded } from '../../src/recording/index.js';
import { HandClock } from '../contracts/event-store.contract.js';
import { correction, event, idOf, retraction } from '../recording/given.js';

const caller = { subject: 'a.registrar', role: 'recorder', organisation: 'liver-centre', requestId: 'r-1' };
const registration = (id: string, day: string, data: object = {}): EventDraft =>
  event('PatientRegistered', day, { dateBasis: 'calendar', ...data }, { id });
const merge = (otherPatientId: string, type = 'PatientsMerged'): EventDraft => ({
  id: crypto.randomUUID(),
  type,
  version: 1,
  data: { otherPatientId },
  reason:
    type === 'PatientsMerged'
      ? { code: 'same-person', text: 'same name and birth date' }
      : { code: 'not-same-person', text: 'they are twins' },
});
const unmerge = (otherPatientId: string): EventDraft => merge(otherPatientId, 'PatientsUnmerged');
const metastasis = event('DiagnosisMade', '2007-01-15', { kind: 'liver-metastasis' }, { id: 'met' });
const ct = event('ImagingPerformed', '2007-02-01', { modality: 'CT', purpose: 'baseline' }, { id: 'ct' });
const progression = event('ProgressionDocumented', '2008-02-01', { basis: 'imaging' }, { id: 'pd' });
const contact = (id: string, day: string): EventDraft => event('FollowedUp', day, { status: 'alive' }, { id });
const fromEnrolment = questionOf({ ruleSet: 'as-recorded', timeZero: 'registration' });

describe('A patient who was registered twice', () => {
  let store: MemoryEventStore;
  let recording: Recording;
  let reading: Reading;
  const record = (patientId: string, ...drafts: readonly EventDraft[]): Promise<Recorded> =>
    recording.record({ patientId, drafts, caller });
  const refused = async (patientId: string, ...drafts: readonly EventDraft[]): Promise<readonly string[]> => {
    const error = await record(patientId, ...drafts).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    return error instanceof NotRecordedError ? error.violations.map(({ code }) => code) : [];
  };
  const timeline = async (patientId: string) => (await reading.timeline(patientId, null)).value!;
  const entries = async (patientId: string) =>
    (await timeline(patientId)).entries.map(({ id, status }) => [id, status] as const);
  const ids = async (patientId: string) => (await entries(patientId)).map(([id]) => id);
  const pfs = async (patientId: string) =>
    (await reading.outcomes(patientId, fromEnrolment, null)).value!.endpoints.pfs;
  const inCohorts = async (): Promise<string[]> => {
    const rows: string[] = [];
    await reading.rows(
      KEPT,
      await store.head(),
      () =>
        ({ patientId }) =>
          rows.push(patientId),
    );
    return rows;
  };

  beforeEach(async () => {
    const clock = new HandClock('2020-06-01T12:00:00.000Z');
    store = new MemoryEventStore(clock);
    recording = new Recording(store, clock);
    reading = new Reading(store, null, null);
    await record('ward', registration('ward', '2007-03-01'), metastasis);
    await record('clinic', registration('clinic', '2007-01-10', { arm: 'B' }), ct, progression);
  });

  it('is one after the merge: the events of both by position, under the registration of who remains', async () => {
    await record('ward', merge('clinic'));
    await record('ward', contact('later', '2008-05-01'));
    expect(await ids('ward')).toEqual(['ward', 'met', 'ct', 'pd', 'later'].map(idOf));
    const { entries, revision, dateBasis } = await timeline('ward');
    expect([revision, dateBasis]).toEqual([6, 'calendar']);
    expect(entries.map(({ mergedFrom }) => mergedFrom)).toEqual([undefined, undefined, 'clinic', 'clinic', undefined]);
    // From his own enrolment, 2007-03-01, to the progression of 2008-02-01: 31+30+31+30+31+31+30+31+30+31+31 days.
    expect(await pfs('ward')).toMatchObject({ status: 'event', days: 337 });
  });

  it('is answered whichever of the two is asked for, and it is said into whom he was merged', async () => {
    await record('ward', merge('clinic'));
    expect(await reading.timeline('clinic', null)).toEqual({
      ...(await reading.timeline('ward', null)),
      mergedInto: 'ward',
    });
    expect((await reading.outcomes('clinic', questionOf(), null)).value).toMatchObject({ patientId: 'ward' });
    const history = await reading.history('clinic', null);
    expect(history.mergedInto).toBe('ward');
    expect(history.value.map(({ id }) => id)).toHaveLength(6);
  });

  it('shows who merged him, when and why', async () => {
    const merging = merge('clinic');
    const { position } = await record('ward', merging);
    const { value } = await reading.revealedTimeline('clinic', null);
    expect(value?.merges).toEqual([
      {
        id: merging.id,
        type: 'PatientsMerged',
        patientId: 'ward',
        otherPatientId: 'clinic',
        recordedAt: expect.any(String),
        recordedBy: { subject: 'a.registrar', role: 'recorder', organisation: 'liver-centre' },
        position,
        reason: merging.reason,
      },
    ]);
  });

  it('counts once in every cohort, and twice in what was known before', async () => {
    const before = await store.head();
    await record('ward', merge('clinic'));
    expect(await inCohorts()).toEqual(['ward']);
    const then: string[] = [];
    await reading.rows(
      KEPT,
      before,
      () =>
        ({ patientId }) =>
          then.push(patientId),
    );
    expect(then).toEqual(['clinic', 'ward']);
    const all: string[] = [];
    await reading.timelines(null, async (batches) => {
      for await (const batch of batches) all.push(...batch.map(({ patientId }) => patientId));
    });
    expect(all).toEqual(['ward']);
  });

  it('as known before the merge is still two', async () => {
    const before = await store.head();
    const [ward, clinic] = [await reading.timeline('ward', before), await reading.timeline('clinic', before)];
    await record('ward', merge('clinic'));
    expect(await reading.timeline('ward', before)).toEqual(ward);
    expect(await reading.timeline('clinic', before)).toEqual(clinic);
    expect(clinic.mergedInto).toBeNull();
  });

  it('has what is still written to the other', async () => {
    await record('ward', merge('clinic'));
    await record('clinic', contact('c-1', '2008-05-01'));
    expect((await ids('ward')).at(-1)).toBe(idOf('c-1'));
    expect(await store.readStream('patient-clinic')[Symbol.asyncIterator]().next()).toMatchObject({
      value: { length: 4 },
    });
  });

  it('takes corrections and retractions of the events of both, whichever of the two they are sent to', async () => {
    await record('ward', merge('clinic'));
    await record('ward', correction('pd', '2008-01-01', { basis: 'histology' }));
    await record('clinic', retraction('met'));
    expect(await entries('ward')).toEqual([
      [idOf('ward'), 'current'],
      [idOf('met'), 'retracted'],
      [idOf('ct'), 'current'],
      [idOf('pd'), 'corrected'],
    ]);
  });

  it('is two again after the un-merge, each exactly with what is his, also what was recorded meanwhile', async () => {
    await record('ward', merge('clinic'));
    await record('ward', contact('w-1', '2008-05-01'));
    await record('clinic', contact('c-1', '2008-06-01'));
    // Sent to the one, about an event of the other: it goes with that event.
    await record('ward', correction('pd', '2008-01-01', { basis: 'histology' }));
    await record(
      'ward',
      event('ProgressionDocumented', '2008-07-01', { basis: 'imaging', imagingId: 'ct' }, { id: 'pd2' }),
    );
    await record('ward', unmerge('clinic'));
    await record('ward', contact('after', '2008-09-01'));
    expect(await ids('ward')).toEqual(['ward', 'met', 'w-1', 'after'].map(idOf));
    expect(await entries('clinic')).toEqual([
      [idOf('clinic'), 'current'],
      [idOf('ct'), 'current'],
      [idOf('pd'), 'corrected'],
      [idOf('c-1'), 'current'],
      [idOf('pd2'), 'current'],
    ]);
    const { mergedInto, merges } = await timeline('clinic');
    expect([mergedInto, merges.map(({ type }) => type)]).toEqual([null, ['PatientsMerged', 'PatientsUnmerged']]);
    expect(await inCohorts()).toEqual(['clinic', 'ward']);
    // 2007-01-10 to 2008-01-01: 356 days.
    expect(await pfs('clinic')).toMatchObject({ status: 'event', days: 356 });
    // Nothing of the other is left in this one: he has no event, and was last seen on 2008-09-01.
    expect(await pfs('ward')).toMatchObject({ status: 'censored' });
  });

  it('may be merged anew after an un-merge, the other way round too', async () => {
    await record('ward', merge('clinic'));
    await record('ward', unmerge('clinic'));
    await record('clinic', merge('ward'));
    expect((await reading.timeline('ward', null)).mergedInto).toBe('clinic');
    expect(await ids('clinic')).toEqual(['met', 'clinic', 'ct', 'pd'].map(idOf));
  });

  it('is not recorded twice when anything is sent again: neither the merge nor an event of either', async () => {
    const merging = merge('clinic');
    await record('ward', merging);
    const head = await store.head();
    expect((await record('ward', merging)).deduplicated).toBe(true);
    expect((await record('clinic', progression)).deduplicated).toBe(true);
    // Whoever has read that he is the other now sends it there.
    expect((await record('ward', progression)).deduplicated).toBe(true);
    expect((await record('clinic', registration('clinic', '2007-01-10', { arm: 'B' }))).deduplicated).toBe(true);
    expect(await store.head()).toEqual(head);
  });

  it('of three records is one, and one of them can be taken out again', async () => {
    await record('abroad', registration('abroad', '2007-05-01'), contact('seen', '2009-01-01'));
    await record('ward', merge('clinic'));
    await record('ward', merge('abroad'));
    expect(await ids('ward')).toEqual(['ward', 'met', 'ct', 'pd', 'seen'].map(idOf));
    await record('ward', unmerge('clinic'));
    expect(await ids('ward')).toEqual(['ward', 'met', 'seen'].map(idOf));
    expect(await inCohorts()).toEqual(['clinic', 'ward']);
  });

  it('answers the revision that the merged record then has, by which a stale write is refused', async () => {
    expect(await record('ward', merge('clinic'))).toMatchObject({ revision: 5 });
    expect(await record('clinic', contact('one', '2008-05-01'))).toMatchObject({ revision: 6 });
    const stale = recording.record({
      patientId: 'ward',
      drafts: [contact('two', '2008-05-02')],
      seenRevision: 5,
      caller,
    });
    await expect(stale).rejects.toThrow('expected 5');
    expect((await timeline('ward')).revision).toBe(6);
  });

  it('is not merged where that cannot be right', async () => {
    await record(
      'relative',
      event('PatientRegistered', '+0', { dateBasis: 'relative', anchor: 'diagnosis' }, { id: 'rel' }),
    );
    await record('third', registration('third', '2007-01-01'));
    await record('copied', registration('copied', '2007-01-01'), ct);
    expect(await refused('ward', merge('nobody'))).toEqual(['merge-unregistered']);
    expect(await refused('nobody', merge('ward'))).toEqual(['merge-unregistered']);
    expect(await refused('ward', merge('ward'))).toEqual(['merge-with-self']);
    expect(await refused('ward', merge('relative'))).toEqual(['merge-of-date-bases']);
    expect(await refused('copied', merge('clinic'))).toEqual(['same-id-in-both']);
    expect(await refused('ward', unmerge('clinic'))).toEqual(['not-merged']);
    expect(await refused('ward', merge('clinic'), contact('x', '2008-05-01'))).toEqual(['merge-alone']);
    await record('ward', merge('clinic'));
    expect(await refused('ward', merge('clinic'))).toEqual(['merge-with-self']);
    // Whoever asks for the other means who remains.
    expect(await refused('clinic', merge('ward'))).toEqual(['merge-with-self']);
    expect(await refused('third', merge('clinic'))).toEqual(['already-merged']);
    expect(await refused('third', merge('ward'))).toEqual(['already-merged']);
    expect(await refused('third', unmerge('clinic'))).toEqual(['not-merged']);
  });

  it('does not take a batch that names events of both', async () => {
    await record('ward', merge('clinic'));
    expect(await refused('ward', retraction('met'), retraction('pd'))).toEqual(['names-two-records']);
  });

  it('is merged in what the source knew only from when the merge was known', async () => {
    await record('ward', merge('clinic'));
    expect((await reading.asKnownAtSource('2020-05-31').timeline('clinic', null)).mergedInto).toBeNull();
    expect((await reading.asKnownAtSource('2020-06-02').timeline('clinic', null)).mergedInto).toBe('ward');
  });
});
