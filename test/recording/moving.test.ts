import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryEventStore } from '../../src/adapters/memory/event-store.js';
import type { EventDraft } from '../../src/events/index.js';
import { Reading } from '../../src/projections/index.js';
import { NotRecordedError, Recording, moveEvent, type MoveRequest, type Moved } from '../../src/recording/index.js';
import { HandClock, collect } from '../contracts/event-store.contract.js';
import { correction, event, idOf, retraction } from './given.js';

const caller = { subject: 'a.registrar', role: 'recorder', organisation: 'liver-centre', requestId: 'r-1' };
const ct = event('ImagingPerformed', '2008-02-01', { modality: 'CT', purpose: 'response' }, { id: 'ct' });
const progression: EventDraft = {
  ...event('ProgressionDocumented', '2008-02-01', { basis: 'imaging', imagingId: 'ct' }, { id: 'pd' }),
  note: 'two new lesions',
  source: { system: 'letters', document: { id: 'letter-12', page: 2 } },
};

describe('An event that was recorded of the wrong patient', () => {
  let clock: HandClock;
  let store: MemoryEventStore;
  let recording: Recording;
  let reading: Reading;
  const record = (patientId: string, ...drafts: readonly EventDraft[]) =>
    recording.record({ patientId, drafts, caller });
  const move = (name: string, more: Partial<MoveRequest> = {}): Promise<Moved> =>
    moveEvent(
      { store, clock, recording },
      { patientId: 'p1', eventId: idOf(name), to: 'p2', reason: undefined, acknowledge: undefined, caller, ...more },
    );
  const refusedCodes = async (tried: Promise<unknown>): Promise<readonly string[]> => {
    const error = await tried.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    return error instanceof NotRecordedError ? error.violations.map(({ code }) => code) : [];
  };
  const entriesOf = async (patientId: string) => (await reading.revealedTimeline(patientId, null)).value!.entries;

  beforeEach(async () => {
    clock = new HandClock('2020-06-01T12:00:00.000Z');
    store = new MemoryEventStore(clock);
    recording = new Recording(store, clock);
    reading = new Reading(store, null, null);
    for (const id of ['p1', 'p2']) {
      await record(id, event('PatientRegistered', '2007-03-01', { dateBasis: 'calendar' }, { id: `reg${id}` }));
    }
    await record('p1', ct, progression);
  });

  it('stands with the other, as it was known, note and source too, and is retracted here with the reason', async () => {
    await record('p1', correction('ct', '2008-02-03', { modality: 'MRI', purpose: 'response' }));
    const moved = await move('ct', { reason: 'two of the same name', acknowledge: ['retraction-of-referenced'] });
    expect((await entriesOf('p2')).at(-1)).toMatchObject({
      id: moved.recorded.id,
      type: 'ImagingPerformed',
      occurredOn: '2008-02-03',
      data: { modality: 'MRI', purpose: 'response' },
      status: 'current',
    });
    const [, left] = await entriesOf('p1');
    expect(left).toMatchObject({
      id: idOf('ct'),
      status: 'retracted',
      history: [{}, {}, { reason: { code: 'wrong-patient', text: 'two of the same name' } }],
    });
    // What names it follows: the imaging is found where it is now.
    const { recorded } = await move('pd');
    expect((await entriesOf('p2')).at(-1)).toMatchObject({
      id: recorded.id,
      data: { basis: 'imaging', imagingId: moved.recorded.id },
      note: 'two new lesions',
      source: { system: 'letters', document: { id: 'letter-12', page: 2 } },
    });
  });

  it('is one act: the same correlation, and the cause of both is the old event', async () => {
    await record('p1', event('Died', '2009-01-01', {}, { id: 'died' }));
    await move('died', { caller: { ...caller, requestId: 'r-9' } });
    const events = await collect(store.readAll());
    expect(
      events.slice(-2).map(({ patientId, correlationId, causationId }) => [patientId, correlationId, causationId]),
    ).toEqual([
      ['p2', 'r-9', idOf('died')],
      ['p1', 'r-9', idOf('died')],
    ]);
  });

  it('is on both records when it was cut short, never on none, and asking again completes the same act', async () => {
    await record('p1', event('Died', '2009-01-01', {}, { id: 'died' }));
    const append = store.append.bind(store);
    store.append = (stream, ...more) =>
      stream === 'patient-p1' ? Promise.reject(new Error('the power failed')) : append(stream, ...more);
    await expect(move('died', { caller: { ...caller, requestId: 'first' } })).rejects.toThrow('the power failed');
    store.append = append;
    const died = async (patientId: string) =>
      (await entriesOf(patientId)).flatMap(({ type, status }) => (type === 'Died' ? status : []));
    expect([await died('p1'), await died('p2')]).toEqual([['current'], ['current']]);
    expect((await move('died', { caller: { ...caller, requestId: 'second' } })).deduplicated).toBe(false);
    expect([await died('p1'), await died('p2')]).toEqual([['retracted'], ['current']]);
    const [recorded, retracted] = (await collect(store.readAll())).slice(-2);
    expect([recorded?.correlationId, retracted?.correlationId]).toEqual(['first', 'first']);
  });

  it('is moved once however often it is asked for, with the same answer', async () => {
    await record('p1', event('Died', '2009-01-01', {}, { id: 'died' }));
    const first = await move('died');
    const head = await store.head();
    expect(await move('died')).toEqual({ ...first, deduplicated: true });
    expect(await store.head()).toEqual(head);
  });

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'the other patient is not registered',
      () => move('ct', { to: 'nobody', acknowledge: ['retraction-of-referenced'] }),
      'not-registered',
    ],
    ['what it names is not there', () => move('pd'), 'unknown-reference'],
    ['others name it here and nobody has said that this is right', () => move('ct'), 'retraction-of-referenced'],
    ['it is not of this patient', () => move('regp2'), 'no-such-event'],
    ['it is the registration', () => move('regp1'), 'not-to-be-moved'],
    ['it is his already', () => move('pd', { to: 'p1' }), 'not-to-be-moved'],
  ])('stays where it is, and nothing is recorded, where %s', async (_, tried, code) => {
    const head = await store.head();
    expect(await refusedCodes(tried())).toEqual([code]);
    expect(await store.head()).toEqual(head);
  });

  it('is not moved when it is retracted already for another reason', async () => {
    await record('p1', retraction('pd'));
    expect(await refusedCodes(move('pd'))).toEqual(['not-to-be-moved']);
  });
});
