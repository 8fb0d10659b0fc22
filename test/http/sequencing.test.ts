import { describe, expect, it } from '@jest/globals';
import type { Response } from 'express';
import { CheckpointedEventStore } from '../../src/adapters/checkpointed-event-store.js';
import { MemoryEventStore } from '../../src/adapters/memory/event-store.js';
import type { Appended, Sequencing } from '../../src/ports/index.js';
import type { Projector } from '../../src/projections/index.js';
import type { Checkpointer } from '../../src/provenance/index.js';
import { HealthController } from '../../src/http/health.controller.js';
import { Metrics } from '../../src/http/metrics.js';
import { HandClock, followUp } from '../contracts/event-store.contract.js';

/** A store that takes events at once and gives them their positions later. */
class LateStore extends MemoryEventStore {
  state: Sequencing = { leads: true, waiting: 0, seconds: 0, failure: null };

  override sequencing(): Sequencing {
    return this.state;
  }

  override async append(...args: Parameters<MemoryEventStore['append']>): Promise<Appended> {
    return { ...(await super.append(...args)), position: null };
  }
}

const written: number[] = [];
const checkpointer = {
  requireThawed: () => Promise.resolve(),
  written: (size: number) => void written.push(size),
  status: () => Promise.resolve({ frozen: null, unsigned: 0, signed: null, anchors: [], failure: null }),
} as unknown as Checkpointer;
const projector = { status: () => ({ position: null, stoppedBy: null }) } as unknown as Projector;

const late = new LateStore(new HandClock());
// As the service sees it: behind what signs and measures.
const store = new CheckpointedEventStore(late, checkpointer);

async function ready(): Promise<{ readonly status: number; readonly body: object }> {
  let status = 0;
  const response = { status: (code: number) => void (status = code) } as unknown as Response;
  const body = await new HealthController(store, projector, checkpointer).ready(response);
  return { status, body };
}

async function sample(name: string): Promise<string | undefined> {
  const metrics = new Metrics();
  metrics.watch(store, projector);
  return (await metrics.text()).split('\n').find((line) => line.startsWith(`${name} `));
}

describe('a service whose store gives positions later', () => {
  it('shows how many events wait for theirs, and for how long', async () => {
    late.state = { leads: false, waiting: 3, seconds: 1.5, failure: null };
    expect(await sample('hepatrace_sequencer_waiting_events')).toBe('hepatrace_sequencer_waiting_events 3');
    expect(await sample('hepatrace_sequencer_lag_seconds')).toBe('hepatrace_sequencer_lag_seconds 1.5');
    expect(await ready()).toMatchObject({ status: 200, body: { status: 'ok', sequencing: late.state } });
  });

  it('is not ready, and says why, once they have waited for longer than 5 s', async () => {
    const failure = 'event at position ?: what stands in patient-p1 at revision 1 is not as its header says';
    late.state = { leads: true, waiting: 1, seconds: 5.1, failure };
    expect(await ready()).toMatchObject({ status: 503, body: { status: 'not-ready', sequencing: { failure } } });
  });

  it('tells who signs the log how far it has come, when an event has no position yet', async () => {
    const appended = await store.append('patient-p1', 'none', [followUp('p1'), followUp('p1')]);
    expect(appended.position).toBeNull();
    await new Promise(setImmediate);
    expect(written).toEqual([2]);
  });

  it('takes an event though the log cannot be asked how far it has come', async () => {
    late.head = () => Promise.reject(new Error('away'));
    expect(await store.append('patient-p1', 'any', [followUp('p1')])).toMatchObject({ revision: 2 });
    await new Promise(setImmediate);
    expect(written).toEqual([2]);
  });
});
