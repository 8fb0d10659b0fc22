import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { analysisOf, type Result } from '../../src/analyses/index.js';
import { questionOf } from '../../src/outcomes/index.js';
import { openCheckpoint, verifyInclusion, vkeyOf } from '../../src/provenance/index.js';
import { recordFacts, Recording } from '../../src/recording/index.js';
import { ALL, Cohorts, runStudy } from '../../src/studies/index.js';
import {
  fhirProvenance,
  provJson,
  traceOutcome,
  traceResult,
  traceVerdict,
  type Trace,
} from '../../src/tracing/index.js';
import { imported, type Imported } from './imported.js';
import { faultsOf } from './json-schema.js';

let demo: Imported;
const results: Record<string, Result> = {};
const caller = { subject: 'A. Nurse', role: 'recorder', organisation: 'Liver unit', requestId: 'test' };
const PAPER = { system: 'archive', document: { id: 'letter 17', page: 2, sha256: 'a'.repeat(64) } };

beforeAll(async () => {
  demo = await imported(['examples/demo-cohort/events.ndjson'], null);
  const { adapters, reading, log } = demo;
  const { store, clock } = adapters;
  const drafts = [
    { type: 'PatientRegistered', version: 1, occurredOn: '+0', data: { dateBasis: 'relative', anchor: 'diagnosis' } },
    { type: 'FollowedUp', version: 1, occurredOn: '+30', data: { status: 'alive' }, note: 'secret', source: PAPER },
  ].map((draft) => ({ ...draft, id: clock.newId() }));
  await recordFacts(store, new Recording(store, clock), { patientId: 'on-paper', drafts, caller });
  const text = readFileSync('examples/cohorts/uncertain-converted.yaml', 'utf8');
  await new Cohorts(store).define(text, 'for the test', { clock, caller });
  for (const name of ['pfs', 'series', 'follow-up', 'incidence', 'surgery']) {
    const study = { cohort: ALL, asked: {}, parameters: {} };
    const made = await runStudy(reading, analysisOf(name), study, null, { log: log.log, software: 'test' });
    results[name] = JSON.parse(JSON.stringify(made)) as Result;
  }
});
afterAll(() => demo.remove());

const outcome = async (patientId: string, endpoint: string, pointer = ''): Promise<Trace> => {
  const trace = await traceOutcome(demo, { patientId, endpoint, pointer, question: questionOf(), asOf: null });
  if (!trace) throw new Error(`${patientId} is not there`);
  return trace;
};
const ofResult = async (name: string, pointer: string): Promise<Trace> => {
  const result = results[name] as Result;
  return traceResult(demo, result, pointer, await demo.adapters.store.pointAt(result.asOf.position ?? -1));
};

describe('the trace of one patient', () => {
  it('leads from a number of days to the corrected event behind it, and to who corrected it and why', async () => {
    const { value, events } = await outcome('demo-057', 'pfs', '/days');
    // Chemotherapy began on 30 November 2009; the progression was recorded for 6 December 2010, corrected to 17 March 2011.
    expect(value).toEqual({ pointer: '/endpoints/pfs/days', value: 472 });
    const progression = events.find(({ type }) => type === 'ProgressionDocumented');
    const correction = events.find(({ type }) => type === 'EventCorrected');
    expect(progression).toMatchObject({
      occurredOn: '2010-12-06',
      status: 'corrected',
      correctedBy: [correction?.id],
      source: { system: 'hepatrace-synthetic', recordedOn: '2010-12-12' },
    });
    expect(correction).toMatchObject({
      occurredOn: '2011-03-17',
      status: 'current',
      corrects: progression?.id,
      reason: { code: 'transcription', text: 'The date of the imaging before was copied (synthetic).' },
    });
  });

  it('holds a proof of each event that others can check against the signed root', async () => {
    const { events, checkpoint, log } = await outcome('demo-057', 'pfs');
    const { store, keys } = demo.adapters;
    const { size, root } = openCheckpoint(checkpoint ?? '', await vkeyOf(store, keys));
    expect(log).toEqual({ size, root: root.toString('base64') });
    expect(events.length).toBe(7);
    for (const { proof } of events) {
      const path = proof.path.map((hash) => Buffer.from(hash, 'base64url'));
      const leafHash = Buffer.from(proof.leafHash, 'base64url');
      expect(verifyInclusion({ index: proof.index, size: proof.size, leafHash, path, root })).toBe(true);
    }
  });

  it('leaves out an event that was retracted, with the reason, and names the retraction', async () => {
    const { ignored } = await outcome('demo-050', 'pfs');
    expect(ignored.find(({ code }) => code === 'retracted')).toMatchObject({
      id: 'd7983240-ddb5-4e99-a9b1-eff054595ed0',
      because: 'retracted: wrong-patient',
      correctedBy: ['2ad5b3fa-1dfe-4ba4-bd31-446e8b7af22a'],
    });
  });

  it('names the page of the document and who recorded it, but no free text', async () => {
    const question = questionOf({ ruleSet: 'as-recorded', timeZero: 'registration' });
    const asked = { patientId: 'on-paper', endpoint: 'os', pointer: '', question, asOf: null };
    const trace = await traceOutcome(demo, asked);
    expect(trace?.events.at(-1)).toMatchObject({ source: PAPER, recordedBy: { subject: 'A. Nurse' } });
    expect(JSON.stringify(trace)).not.toContain('secret');
  });

  it('answers for what was known then, and not for a patient who was not', async () => {
    const asOf = await demo.adapters.store.pointAt(0);
    const then = { endpoint: 'pfs', pointer: '', question: questionOf(), asOf };
    expect(await traceOutcome(demo, { ...then, patientId: 'demo-057' })).toBeNull();
    const first = demo.patientIds[0] ?? '';
    expect(await traceOutcome(demo, { ...then, patientId: first })).toMatchObject({
      asOf: { position: 0 },
      events: [],
    });
  });

  it('refuses an endpoint or a value that there is not, and names those that there are', async () => {
    await expect(outcome('demo-057', 'psf')).rejects.toMatchObject({ code: 'unknown-endpoint' });
    const error = { code: 'no-such-value', remedy: expect.stringContaining('status, days, months') };
    await expect(outcome('demo-057', 'pfs', '/day')).rejects.toMatchObject(error);
    await expect(outcome('demo-057', 'pfs', 'days')).rejects.toMatchObject({ code: 'no-such-value' });
  });

  it('leads from the verdict of a cohort to the event behind each criterion', async () => {
    const cohort = await new Cohorts(demo.adapters.store).choose('uncertain-converted', null, {});
    if (!cohort.definition) throw new Error('no definition');
    const asked = { cohort: { version: cohort.version, definition: cohort.definition }, cutOff: null, asOf: null };
    const trace = await traceVerdict(demo, { ...asked, patientId: 'demo-002' });
    expect(trace).toMatchObject({
      value: { value: { verdict: 'in' } },
      rule: { name: 'uncertain-converted', version: 1 },
    });
    const known = new Set(trace?.events.map(({ id }) => id));
    const named = trace?.rule.steps.flatMap(({ events }) => events) ?? [];
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((id) => !known.has(id))).toEqual([]);
  });
});

describe('the trace of a result', () => {
  interface Step {
    readonly time: number;
    readonly atRisk: number;
    readonly events: number;
    readonly censored: number;
  }

  it('names at each step of the curve the patients that the step counts', async () => {
    const [group] = results['pfs']!.groups as readonly { readonly curve: readonly Step[] }[];
    for (const [index, step] of (group?.curve ?? []).entries()) {
      const { patients, events } = await ofResult('pfs', `/groups/0/curve/${index}/survival`);
      const [event, censored, later] = ['event', 'censored', 'at-risk'].map((part) =>
        patients.filter((one) => one.part === part),
      );
      expect([step.time, event?.length, censored?.length]).toEqual([step.time, step.events, step.censored]);
      expect((event?.length ?? 0) + (censored?.length ?? 0) + (later?.length ?? 0)).toBe(step.atRisk);
      const named = [...(event ?? []), ...(censored ?? [])].flatMap(({ evidence }) => evidence);
      expect(named.filter((id) => !events.some((one) => one.id === id))).toEqual([]);
    }
  });

  it('names for the median the patient whose event brings the curve to one half', async () => {
    const { value, patients } = await ofResult('pfs', '/groups/0/median');
    expect(value.value).toMatchObject({ days: 472 });
    expect(patients.filter(({ part }) => part === 'event')).toMatchObject([{ patientId: 'demo-057', time: 472 }]);
  });

  it('names for a cell of the published table those whom it counts', async () => {
    // 4 complete responses of 54; 15 R0 resections of 60.
    const rows = (results['series']!.groups as readonly { rows: { key: string; derived: { n: number } }[] }[])[0]!.rows;
    for (const key of ['complete', 'r0']) {
      const index = rows.findIndex((row) => row.key === key);
      const { patients, events } = await ofResult('series', `/groups/0/rows/${index}/derived/n`);
      const counted = patients.filter(({ part }) => part === 'counted');
      expect([key, counted.length]).toEqual([key, key === 'r0' ? 15 : 4]);
      const those = new Set(counted.map(({ patientId }) => patientId));
      expect(events.filter(({ patientId }) => !those.has(patientId))).toEqual([]);
    }
  });

  it('leads from a patient of it, or one excluded from it, to his endpoint', async () => {
    const { patientId } = results['pfs']!.patients[5] as { readonly patientId: string };
    const { patientId: traced, rule, result } = await ofResult('pfs', '/patients/5/time');
    expect([traced, result?.id]).toEqual([patientId, results['pfs']?.manifest.id]);
    expect(rule.steps[0]?.step).toBe('start');
    const [excluded] = results['incidence']?.excluded ?? [];
    const out = await ofResult('incidence', '/excluded/0/reason');
    expect([out.patientId, out.rule.name]).toEqual([excluded?.patientId, 'conversionOrProgression']);
  });

  it('takes everyone where a value is of all, the excluded with their reasons', async () => {
    const { patients, rule } = await ofResult('incidence', '/groups/0/n');
    const { excluded, patients: rows } = results['incidence'] as Result;
    expect(patients.filter(({ part }) => part === 'excluded')).toHaveLength(excluded.length);
    expect(patients).toHaveLength(rows.length + excluded.length);
    expect(rule.endpoints).toMatchObject([{ name: 'conversionOrProgression' }]);
  });

  it('says of a result that was changed that it is not what it says, and takes none of another log', async () => {
    const result = results['pfs'] as Result;
    const moment = await demo.adapters.store.pointAt(result.asOf.position ?? -1);
    const changed = { ...result, cutOff: '2010-01-01' };
    expect((await traceResult(demo, changed, '/cohort', moment)).result).toMatchObject({ intact: false });
    expect((await ofResult('pfs', '/cohort')).result).toMatchObject({ intact: true });
    const log = { size: result.manifest.log?.size ?? 0, root: Buffer.alloc(32).toString('base64') };
    const other = { ...result, manifest: { ...result.manifest, log } };
    await expect(traceResult(demo, other, '', moment)).rejects.toMatchObject({ code: 'other-log' });
    await expect(ofResult('pfs', '/groups/1')).rejects.toMatchObject({ code: 'no-such-value' });
  });
});

describe('the traces of all patients and of a result, for other systems', () => {
  const traces = async (): Promise<readonly Trace[]> => [
    ...(await Promise.all(demo.patientIds.map((id) => outcome(id, 'pfs')))),
    await outcome('on-paper', 'responseDuration'),
    await ofResult('pfs', '/groups/0/median'),
    await ofResult('surgery', ''),
  ];

  it('are PROV-JSON by its schema, in which every relation is between what is declared', async () => {
    for (const trace of await traces()) {
      const document = provJson(trace) as Record<string, Record<string, Record<string, unknown>>>;
      expect(faultsOf('prov-json.schema.json', document)).toEqual([]);
      const { prefix, entity, activity, agent, ...relations } = document;
      const declared = new Set([entity, activity, agent].flatMap((kind) => Object.keys(kind ?? {})));
      const ends = Object.values(relations).flatMap((kind) =>
        Object.values(kind).flatMap((one) =>
          Object.entries(one).flatMap(([name, value]) =>
            ['prov:time', 'prov:type'].includes(name) ? [] : String(value),
          ),
        ),
      );
      expect(ends.filter((name) => !declared.has(name))).toEqual([]);
      expect([...declared].filter((name) => !Object.hasOwn(prefix ?? {}, name.split(':')[0] ?? ''))).toEqual([]);
    }
  });

  it('say in PROV that a correction is a revision, and a document the primary source', async () => {
    const { wasDerivedFrom } = provJson(await outcome('demo-057', 'pfs')) as Record<string, object>;
    const typed = Object.values(wasDerivedFrom ?? {}).map((one: Record<string, { $?: string }>) => one['prov:type']?.$);
    expect(typed.filter((type) => type === 'prov:Revision')).toHaveLength(1);
    expect(typed.filter((type) => type === 'prov:PrimarySource')).toHaveLength(7);
  });

  it('are FHIR R4 Provenance by its rules, one of the value and one of each event', async () => {
    for (const trace of await traces()) {
      const bundle = fhirProvenance(trace) as { readonly entry: readonly { readonly fullUrl: string }[] };
      expect(faultsOf('fhir-provenance.schema.json', bundle)).toEqual([]);
      expect(new Set(bundle.entry.map(({ fullUrl }) => fullUrl)).size).toBe(trace.events.length + 1);
    }
  });

  it('say in FHIR what a correction revises', async () => {
    const { entry } = fhirProvenance(await outcome('demo-057', 'pfs')) as {
      readonly entry: readonly { readonly resource: { readonly entity?: readonly { readonly role: string }[] } }[];
    };
    const roles = entry.flatMap(({ resource }) => resource.entity?.map(({ role }) => role) ?? []);
    expect(roles.filter((role) => role === 'revision')).toHaveLength(1);
    expect(roles.filter((role) => role === 'derivation')).toHaveLength(7);
  });
});
