import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { derive, ENDPOINTS, questionOf, type Asked, type Question } from '../../src/outcomes/index.js';
import type { Timeline } from '../../src/timeline/index.js';
import { outcomeExplained, traceEvents } from '../../src/tracing/index.js';
import { realDataFolder } from '../real-data.js';
import { imported, type Imported } from './imported.js';

/** Pointers to every part of an answer, and to the first plain value of each: the others of it rest on the same. */
function pointersIn(value: unknown, pointer = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return [pointer];
  const parts = Object.entries(value).filter(([name]) => name !== 'evidence' && name !== 'reason');
  const plain = parts.find(([, part]) => typeof part !== 'object' || part === null);
  const composed = parts.filter(([, part]) => typeof part === 'object' && part !== null);
  return [
    pointer,
    ...(plain ? [`${pointer}/${plain[0]}`] : []),
    ...composed.flatMap(([name, part]) => pointersIn(part, `${pointer}/${name}`)),
  ];
}

/**
 * Traces every value of every endpoint: each step names evidence, and each entry of the record is evidence or left out with
 * a reason, once. Gives the ids named.
 */
function traceAll(timeline: Timeline, question: Question): { readonly values: number; readonly ids: Set<string> } {
  const { endpoints } = derive(timeline, question);
  const standing = new Map(
    timeline.entries.flatMap(({ id, correctedBy }) => [
      [id, id],
      [correctedBy ?? id, id],
    ]),
  );
  const all = timeline.entries.map(({ id }) => id).toSorted();
  const ids = new Set<string>();
  const faults: string[] = [];
  let values = 0;
  for (const endpoint of ENDPOINTS) {
    for (const pointer of pointersIn(endpoints[endpoint])) {
      const { evidence, explanation } = outcomeExplained(timeline, { endpoint, pointer, question });
      const { steps, leftOut } = explanation;
      const told = [...new Set(evidence.map((id) => standing.get(id) ?? id)), ...leftOut.map(({ id }) => id)];
      const outside = steps.flatMap(({ events }) => events).filter((id) => !evidence.includes(id));
      if (steps.length === 0 || outside.length > 0 || told.toSorted().join() !== all.join())
        faults.push(`${timeline.patientId} ${endpoint}${pointer}`);
      for (const id of evidence) ids.add(id);
      values += 1;
    }
  }
  expect(faults).toEqual([]);
  return { values, ids };
}

/** Of a whole folder: how many values were traced, and how many events they rest on; each of them is proven. */
async function traceFolder(of: Imported, asked: Asked): Promise<{ readonly values: number; readonly events: number }> {
  const found = { values: 0, events: 0 };
  for (const patientId of of.patientIds) {
    const { value: timeline, asOf } = await of.reading.timeline(patientId, null);
    if (!timeline) throw new Error(`${patientId} is not there`);
    const { values, ids } = traceAll(timeline, questionOf(asked));
    const traced = await traceEvents(of, asOf, [{ timeline, ids: [...ids], imputed: new Map() }]);
    const proven = new Set(traced.events.filter(({ proof }) => proof.path.length > 0).map(({ id }) => id));
    const unproven = [...ids].filter((id) => !proven.has(id));
    expect([patientId, unproven]).toEqual([patientId, []]);
    found.values += values;
    found.events += ids.size;
  }
  return found;
}

describe('every value of every outcome of the demo cohort', () => {
  let demo: Imported;
  beforeAll(async () => {
    demo = await imported(['examples/demo-cohort/events.ndjson'], null);
  });
  afterAll(() => demo.remove());

  it.each([{}, { ruleSet: 'as-recorded', timeZero: 'metastasis', cutOff: '2009-06-30' }])(
    'leads to events of the record, each proven, and no entry of the record is passed over (%j)',
    async (asked) => {
      expect(demo.patientIds.length).toBe(60);
      const { values, events } = await traceFolder(demo, asked);
      expect(values).toBeGreaterThan(60 * 80);
      expect(events).toBeGreaterThan(60 * 10);
    },
    120_000,
  );
});

const folder = realDataFolder('tcga-coad');
(folder ? describe : describe.skip)('every value of every outcome of TCGA-COAD', () => {
  let tcga: Imported;
  beforeAll(async () => {
    const tables = ['patient', 'nte', 'drug', 'radiation', 'follow_up_v1.0', 'follow_up_v1.0_nte'];
    const files = tables.map((name) => join(folder ?? '', `clinical_${name}_coad.csv`));
    tcga = await imported(files, 'examples/tcga-coad/mapping.yaml');
  }, 120_000);
  afterAll(() => tcga?.remove());

  it('leads to events of the record, each proven, and no entry of the record is passed over', async () => {
    expect(tcga.patientIds.length).toBe(459);
    const { values, events } = await traceFolder(tcga, { ruleSet: 'as-recorded', timeZero: 'diagnosis' });
    expect(values).toBeGreaterThan(459 * 40);
    expect(events).toBeGreaterThan(459);
  }, 240_000);
});
