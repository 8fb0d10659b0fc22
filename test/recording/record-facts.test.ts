import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryEventStore } from '../../src/adapters/memory/event-store.js';
import { Recording, recordFacts, type FactsAnswer, type IdentifiedDraft } from '../../src/recording/index.js';
import { HandClock, collect } from '../contracts/event-store.contract.js';
import { correction, event, idOf, registered, retraction } from './given.js';

const caller = { subject: 'registrar', role: 'recorder', organisation: 'hospital', requestId: 'import-1' };
const metastasis = event('DiagnosisMade', '2007-01-15', { kind: 'liver-metastasis' }, { id: 'met' });
const seen = event('FollowedUp', '2008-01-10', { status: 'alive' }, { id: 'seen' });
const died = event('Died', '2009-05-01', {}, { id: 'died' });

describe('the facts of a source that is read again', () => {
  let store: MemoryEventStore;
  let recording: Recording;
  const facts = (...drafts: readonly IdentifiedDraft[]): Promise<FactsAnswer> =>
    recordFacts(store, recording, { patientId: 'p1', drafts, caller });
  const onRecord = async (): Promise<string[]> => (await collect(store.readAll())).map(({ id }) => id);
  const correct = (...drafts: readonly IdentifiedDraft[]) => recording.record({ patientId: 'p1', drafts, caller });

  beforeEach(async () => {
    const clock = new HandClock('2020-06-01T12:00:00.000Z');
    store = new MemoryEventStore(clock);
    recording = new Recording(store, clock);
    expect(await facts(registered(), metastasis, seen)).toEqual({ recorded: 3, known: 0 });
  });

  it('are recorded once: a second run records nothing, a longer list only what is new', async () => {
    expect(await facts(registered(), metastasis, seen)).toEqual({ recorded: 0, known: 3 });
    expect(await facts(registered(), died, metastasis, seen)).toEqual({ recorded: 1, known: 3 });
    expect(await onRecord()).toEqual([idOf('reg'), idOf('met'), idOf('seen'), idOf('died')]);
  });

  it.each<[string, IdentifiedDraft]>([
    ['date', { ...seen, occurredOn: '2008-01-11' }],
    ['content', { ...seen, data: { status: 'alive-with-disease' } }],
    ['note', { ...seen, note: 'by telephone' }],
  ])('that changed at the source in their %s are named, and nothing of the patient is recorded', async (_, changed) => {
    expect(await facts(registered(), metastasis, changed, died)).toEqual({
      changed: [{ id: idOf('seen'), detail: 'FollowedUp is recorded with other content' }],
    });
    expect(await onRecord()).toHaveLength(3);
  });

  it('are the same from another file, page or day of the source, and with another question answered', async () => {
    const again = { ...seen, source: { system: 'other', recordedOn: '2010' }, acknowledge: ['after-death'] };
    expect(await facts(again)).toEqual({ recorded: 0, known: 1 });
  });

  it('that were corrected here are known as first recorded and as corrected, and as nothing else', async () => {
    await correct(correction('seen', '2008-02-10', { status: 'alive-with-disease' }));
    expect(await facts(seen)).toEqual({ recorded: 0, known: 1 });
    const asCorrected = { ...seen, occurredOn: '2008-02-10', data: { status: 'alive-with-disease' } };
    expect(await facts(asCorrected)).toEqual({ recorded: 0, known: 1 });
    expect(await facts({ ...asCorrected, occurredOn: '2008-02-11' })).toHaveProperty('changed');
    expect(await facts({ ...seen, data: { status: 'alive-with-disease' } })).toHaveProperty('changed');
  });

  it('that were retracted here stay retracted when the source states them again', async () => {
    await correct(retraction('seen'));
    expect(await facts(seen)).toEqual({ recorded: 0, known: 1 });
    expect(await onRecord()).toHaveLength(4);
  });

  it('that were sealed are compared too: another birth date is a change, the same one is not', async () => {
    const born = (birthDate: string): IdentifiedDraft => registered({ birthDate, birthYear: 1948 });
    const inside = (drafts: readonly IdentifiedDraft[]): Promise<FactsAnswer> =>
      recordFacts(store, recording, { patientId: 'p2', drafts, caller });
    expect(await inside([born('1948-02-01')])).toEqual({ recorded: 1, known: 0 });
    expect(await inside([born('1948-02-01')])).toEqual({ recorded: 0, known: 1 });
    expect(await inside([born('1948-02-02')])).toHaveProperty('changed');
  });

  it('that the rules refuse or question are pointed at by their place in the whole list, not among the new', async () => {
    const unborn = event('FollowedUp', '2021-01-01', { status: 'alive' });
    expect(await facts(registered(), metastasis, seen, unborn)).toMatchObject({
      refused: [{ pointer: '/3/occurredOn', detail: expect.any(String), remedy: expect.any(String) }],
    });
    const afterDeath = event('FollowedUp', '2010-01-01', { status: 'alive' });
    expect(await facts(registered(), died, seen, afterDeath)).toMatchObject({
      refused: [{ code: 'after-death', pointer: expect.stringMatching(/^\/3/) }],
    });
    expect(await onRecord()).toHaveLength(3);
  });

  it('give every other failure to the caller', async () => {
    await store.close();
    await expect(facts(died)).rejects.toMatchObject({ code: 'closed' });
  });
});
