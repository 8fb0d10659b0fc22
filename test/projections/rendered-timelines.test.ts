import { describe, expect, it } from '@jest/globals';
import { MemoryEventStore } from '../../src/adapters/memory/event-store.js';
import { Reading } from '../../src/projections/index.js';
import { HandClock, followUp } from '../contracts/event-store.contract.js';

const registered = (patientId: string) =>
  followUp(patientId, { type: 'PatientRegistered', data: { dateBasis: 'calendar' } });

describe('a timeline that was sent before', () => {
  it('is sent again as it was while nothing of the patient is recorded, whatever is of others', async () => {
    const store = new MemoryEventStore(new HandClock());
    const reading = new Reading(store, null, null);
    await store.append('patient-p1', 'none', [registered('p1')]);
    const before = await reading.renderedTimeline('p1', null, null);
    await store.append('patient-p2', 'none', [registered('p2')]);
    const after = await reading.renderedTimeline('p1', null, null);
    expect(after.value).toBe(before.value);
    expect([before.asOf?.position, after.asOf?.position]).toEqual([0, 1]);
  });

  it('is made anew once something is', async () => {
    const store = new MemoryEventStore(new HandClock());
    const reading = new Reading(store, null, null);
    await store.append('patient-p1', 'none', [registered('p1')]);
    await reading.renderedTimeline('p1', null, null);
    await store.append('patient-p1', 0, [followUp('p1')]);
    const { value, asOf } = await reading.renderedTimeline('p1', null, null);
    expect(value).toMatchObject({ revision: 1, position: 1 });
    expect(JSON.parse(value!.entries.toString())).toHaveLength(2);
    expect(asOf?.position).toBe(1);
  });
});
