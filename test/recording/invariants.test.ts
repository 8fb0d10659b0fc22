import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { eventTypeOf, parseClinicalDate, type JsonObject } from '../../src/events/index.js';
import { decide, type Decision } from '../../src/recording/decide.js';
import type { IdentifiedDraft } from '../../src/recording/draft.js';
import { emptyTimeline, type Entry, type Timeline } from '../../src/timeline/index.js';
import { correction, event, fold, idOf, retraction } from './given.js';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const name = fc.constantFrom(...NAMES);
const day = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom('2007-03-01', '2007-03-02', '2007-03', '2009', 'unknown') },
  { weight: 1, arbitrary: fc.constantFrom('2030-01-01', '1930-01-01', '+5') },
);
type Content = readonly [type: string, data: JsonObject];
const CONTENTS: readonly Content[] = [
  ['PatientRegistered', { dateBasis: 'calendar', birthYear: 1940 }],
  ['PatientRegistered', { dateBasis: 'calendar', birthYear: 2008 }],
  ['PatientRegistered', { dateBasis: 'relative', anchor: 'diagnosis' }],
  ['ImagingPerformed', { modality: 'CT', purpose: 'baseline' }],
  ['ResectionPerformed', { organ: 'liver', intent: 'curative', margin: 'R0' }],
  ['ChemotherapyCycleGiven', { regimen: 'FOLFOX', cycle: 1 }],
  ['ChemotherapyCourseGiven', { regimen: 'FOLFOX', lastDay: '2007-03-01' }],
  ['ResponseAssessed', { criteria: 'RECIST-1.1', overall: 'PD', target: 'PR', nonTarget: 'none', newLesions: 'no' }],
  ['FollowedUp', { status: 'alive' }],
  ['Died', {}],
  ['ProgressionDocumented', { basis: 'clinical' }],
  ['EmbolisationPerformed', { kind: 'portal-vein', side: ['right'] }],
  ['RadiotherapyGiven', { site: 'liver' }],
  ['TumourMarkerMeasured', { marker: 'CEA', value: 12, unit: 'ng/mL' }],
  ['MolecularTested', { results: [{ marker: 'KRAS', result: 'mutated' }] }],
  ['ResectionAbandoned', { planned: 'second-stage', when: 'at-exploration', cause: 'unresectable' }],
  ['ToxicityObserved', { term: 'Sepsis', grade: 5, ctcaeVersion: '3.0' }],
  ['ConsentWithdrawn', { scope: 'data-use' }],
  ['LostToFollowUp', {}],
  ['PathologyReported', { specimen: { kind: 'biopsy', takenOn: '2007-03-01' } }],
  ...['a', 'b', 'c'].flatMap((id): Content[] => [
    ['ProgressionDocumented', { basis: 'imaging', imagingId: id }],
    ['PathologyReported', { specimenId: id, margin: 'R1' }],
    ['ComplicationObserved', { term: 'Liver failure', grade: 'V', procedureId: id }],
  ]),
  // A resection mostly has this name.
  ['ComplicationObserved', { term: 'Bile leak', grade: 'II', procedureId: 'b' }],
];
const content = fc.nat().map((n): Content => CONTENTS[n % CONTENTS.length] ?? ['Died', {}]);

/** A draft that may or may not fit the patient; a correction mostly has the type of what it corrects. */
type Make = (serial: number, record: Timeline) => IdentifiedDraft;
const draft: fc.Arbitrary<Make> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(name, day, content).map(([id, on, [type, data]]): Make => {
      // Imaging and operations mostly have the names that others refer to.
      const named = { ImagingPerformed: 'a', ResectionPerformed: 'b' }[type] ?? id;
      return (_, record) =>
        event(type, on, data, { id: record.entries.some((one) => one.id === idOf(named)) ? id : named });
    }),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('reg', ...NAMES), day, fc.nat())
      .map(([id, on, n]): Make => (serial, record) => {
        const type = record.entries.find((entry) => entry.id === idOf(id))?.type;
        const fitting = CONTENTS.filter((one) => type === undefined || one[0] === type);
        return correction(id, on, fitting[n % fitting.length]?.[1] ?? {}, { id: `!${serial}` });
      }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('reg', ...NAMES).map(
      (id): Make =>
        (serial) =>
          retraction(id, { id: `!${serial}` }),
    ),
  },
);
/** Most patients are registered properly, so that what follows has a chance to be accepted. */
const history = fc
  .tuple(
    fc.option(
      fc.constant(() => event('PatientRegistered', 'unknown', { dateBasis: 'calendar' }, { id: 'reg' })),
      {
        freq: 4,
      },
    ),
    fc.array(fc.array(draft, { minLength: 1, maxLength: 3 }), { minLength: 5, maxLength: 20, size: '+1' }),
  )
  .map(([registration, batches]): readonly (readonly Make[])[] => [
    ...(registration ? [[registration]] : []),
    ...batches,
  ]);

const today = '2020-06-01';

/** Decides; whatever is questioned is acknowledged by every event. */
function insist(record: Timeline, drafts: readonly IdentifiedDraft[]): Decision {
  const decision = decide(record, drafts, { today });
  if (decision.accepted || decision.code === 'refused') return decision;
  const acknowledge = decision.violations.map(({ code }) => code);
  return decide(
    record,
    drafts.map((one) => ({ ...one, acknowledge })),
    { today },
  );
}

interface Step {
  readonly before: Timeline;
  readonly drafts: readonly IdentifiedDraft[];
  readonly events: readonly IdentifiedDraft[];
  readonly after: Timeline;
}

/** The commands that were accepted, one by one. */
function live(batches: readonly (readonly Make[])[]): readonly Step[] {
  const steps: Step[] = [];
  let record = emptyTimeline('p1');
  let serial = 0;
  for (const batch of batches) {
    const known = new Set(record.entries.map(({ id }) => id));
    const drafts = batch.map((make) => make((serial += 1), record)).filter(({ id }) => !known.has(id));
    const decision = insist(record, drafts);
    if (!decision.accepted) continue;
    const after = fold(record, decision.events);
    steps.push({ before: record, drafts, events: decision.events, after });
    record = after;
  }
  return steps;
}

const stands = ({ status }: Entry): boolean => status !== 'retracted';

/** What no record may ever be, told without the rules' own code. */
function faultsOf(record: Timeline): string[] {
  const current = record.entries.filter(stands);
  const registrations = current.filter(({ type }) => type === 'PatientRegistered');
  const faults: string[] = [];
  if (registrations.length > 1) faults.push('registered twice');
  if (registrations.length === 0 && current.length > 0) faults.push('not registered');
  const { dateBasis, birthYear } = registrations[0]?.data ?? {};
  const days = new Set<string>();
  for (const { id, type, occurredOn, data } of current) {
    const { takenOn } = (data['specimen'] ?? {}) as JsonObject;
    for (const text of [occurredOn, data['lastDay'], takenOn].filter((one) => typeof one === 'string')) {
      const date = parseClinicalDate(text);
      if (date?.basis && date.basis !== dateBasis) faults.push(`${id} mixes date bases`);
      if (/^\d/.test(text) && text > today) faults.push(`${id} lies in the future`);
      if (/^\d/.test(text) && Number(text.slice(0, 4)) < Number(birthYear ?? 0)) faults.push(`${id} lies before birth`);
    }
    if (type === 'ChemotherapyCycleGiven' && (/^\d{4}-\d{2}-\d{2}$/.test(occurredOn) || /^[+-]/.test(occurredOn))) {
      if (days.has(occurredOn)) faults.push(`cycle twice on ${occurredOn}`);
      days.add(occurredOn);
    }
    if (type === 'ResponseAssessed') faults.push(`${id} is PD with a partial response and no new lesion`);
  }
  const all = new Set(record.entries.map(({ id }) => id));
  if (all.size !== record.entries.length) faults.push('an id twice');
  return faults;
}

/** Ids that a newly recorded event names in vain: absent, of another type, or retracted before the batch. */
function loseEnds({ before, events, after }: Step): string[] {
  const gone = new Set(before.entries.filter((entry) => !stands(entry)).map(({ id }) => id));
  return events.flatMap(({ type, data }) =>
    (eventTypeOf(type)?.references ?? []).flatMap(({ field, types }) => {
      const id = data[field];
      if (typeof id !== 'string') return [];
      const named = after.entries.find((entry) => entry.id === id);
      return named && !gone.has(id) && (types?.includes(named.type) ?? true) ? [] : [`${type} names ${id}`];
    }),
  );
}

const runs = { numRuns: 150 };

describe('Whatever is recorded of a patient, in whatever order', () => {
  it('the record is never one that the rules refuse', () => {
    const accepted: Record<string, number> = {};
    fc.assert(
      fc.property(history, (batches) => {
        for (const step of live(batches)) {
          for (const { type } of step.events) accepted[type] = (accepted[type] ?? 0) + 1;
          expect(faultsOf(step.after)).toEqual([]);
          expect(loseEnds(step)).toEqual([]);
        }
      }),
      { numRuns: 3 * runs.numRuns },
    );
    // Guards the property against generating nothing but refusals.
    for (const type of [
      'FollowedUp',
      'ProgressionDocumented',
      'ComplicationObserved',
      'ConsentWithdrawn',
      'EventCorrected',
      'EventRetracted',
    ]) {
      expect(accepted[type]).toBeGreaterThan(5);
    }
  });

  it('nothing that is accepted is lost, and every correction and every retraction takes effect', () => {
    fc.assert(
      fc.property(history, (batches) => {
        for (const { drafts, events, after } of live(batches)) {
          expect(idsOf(events)).toEqual(idsOf(drafts));
          for (const { id, data } of events.filter((one) => eventTypeOf(one.type)?.dated === false)) {
            const entry = after.entries.find((one) => one.id === data['eventId']);
            expect(entry?.history.map((statement) => statement.id)).toContain(id);
          }
        }
      }),
      runs,
    );
  });

  it('the whole history, sent again in one batch, is accepted for a new patient', () => {
    fc.assert(
      fc.property(history, (batches) => {
        const steps = live(batches);
        const events = steps.flatMap((step) => step.events);
        const decision = decide(emptyTimeline('p2'), events, { today });
        expect(decision).toMatchObject({ accepted: true });
        const record = (timeline: Timeline | undefined) =>
          timeline?.entries.map(({ id, occurredOn, data, status }) => ({ id, occurredOn, data, status }));
        if (!decision.accepted || steps.length === 0) return;
        expect(record(fold(emptyTimeline('p2'), decision.events))).toEqual(record(steps.at(-1)?.after));
      }),
      runs,
    );
  });

  it('the order of the first records within a batch decides nothing', () => {
    const permuted = fc
      .uniqueArray(fc.tuple(name, day, content), { minLength: 2, maxLength: 5, selector: ([id]) => id })
      .map((made) => made.map(([id, on, [type, data]]) => event(type, on, data, { id })))
      .chain((drafts) => fc.tuple(fc.constant(drafts), fc.shuffledSubarray(drafts, { minLength: drafts.length })));
    const reg = fold(emptyTimeline('p1'), [
      event('PatientRegistered', 'unknown', { dateBasis: 'calendar' }, { id: 'r' }),
    ]);
    fc.assert(
      fc.property(permuted, ([one, other]) => {
        const [first, second] = [decide(reg, one, { today }), decide(reg, other, { today })];
        expect(kindOf(first)).toEqual(kindOf(second));
      }),
      runs,
    );
  });
});

const idsOf = (drafts: readonly IdentifiedDraft[]) => drafts.map(({ id }) => id).toSorted();

/** Refused or not, and which codes are asked; why it is refused, and at how many places asked, may hang on the order. */
function kindOf(decision: Decision): readonly string[] {
  if (decision.accepted) return ['accepted'];
  if (decision.code === 'refused') return ['refused'];
  return [...new Set(decision.violations.map(({ code }) => code))].toSorted();
}

it('idOf gives the names of this file different ids', () => {
  expect(new Set(NAMES.map(idOf)).size).toBe(NAMES.length);
});
