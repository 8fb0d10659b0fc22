import { randomUUID } from 'node:crypto';
import { Command, Option } from 'commander';
import { cohortsWithin, definitionSchema, definitionText, flow } from '../../cohorts/index.js';
import { asOfView } from '../../projections/index.js';
import { Cohorts, moved, verdictOn, verdictsOf, type DefinedCohort } from '../../studies/index.js';
import { UsageError } from '../failure.js';
import { writeFolder } from '../folder.js';
import { asOf, command, dataDir, json, type ReadOptions } from '../options.js';
import { print, printJson } from '../output.js';
import { unknownPatient } from '../timeline.js';
import { explanation, flowTable, listText, verdictTable, type Outdated } from './cohort-text.js';
import { definitionIn, problemsText, readDefinitionFile, chooseCohort, showingProblems } from './definition-file.js';
import { diffText } from './diff-text.js';
import { asking, frameOf, question, type CohortOptions } from './options.js';

const VERDICTS = ['in', 'out', 'cannot-tell', 'not-counted'] as const;

/** Declarative definitions: checked, recorded, and asked who is in and why. */
export const cohort = (): Command => {
  const made = new Command('cohort').description(
    'cohort definitions: versioned, every patient in, out or cannot tell, with the reason',
  );
  for (const make of [check, define, list, members, explain, flowOf, diff, schema]) made.addCommand(make());
  return made;
};

const check = (): Command =>
  question('check', 'reads a definition and shows its flow; records nothing', 'resected.yaml --with max-age=70')
    .argument('<file>', 'definition (YAML or JSON); - reads standard input')
    .action((file: string, options: CohortOptions) =>
      asking(options, async ({ cohorts, reading, moment, cutOff }) => {
        const { read } = await readDefinitionFile(cohorts, file, moment, options.with);
        const { plan, sha256, warnings } = read;
        const seen = await verdictsOf(reading, plan, moment, cutOff);
        const found = flow(plan, seen.value);
        if (options.json)
          printJson({ ...frameOf(plan, { version: null, sha256 }, seen.asOf, cutOff), warnings, flow: found });
        else {
          if (warnings.length > 0) process.stderr.write(`${problemsText(file, warnings)}\n`);
          print(flowTable({ plan, version: null, asOf: seen.asOf, cutOff }, found));
        }
      }),
    );

const define = (): Command =>
  command(
    'define',
    'records a definition: the next version of its name',
    'hepatrace cohort define resected.yaml --reason "Protocol 3.1, amendment 2"',
    [new Option('--reason <text>', 'why it is defined, or defined anew').makeOptionMandatory(), json(), dataDir()],
  )
    .exitOverride()
    .argument('<file>', 'definition (YAML or JSON); - reads standard input')
    .action(async (file: string, { reason, ...options }: ReadOptions & { readonly reason: string }) => {
      const text = await definitionIn(file);
      await writeFolder(options.dataDir, async ({ store, clock, config, projector }) => {
        const caller = { ...config.localUser, requestId: randomUUID() };
        const {
          cohort: made,
          isNew,
          warnings,
        } = await showingProblems(file, () => new Cohorts(store).define(text, reason, { clock, caller }));
        if (made.position !== null) await projector.reached(made.position);
        if (warnings.length > 0) process.stderr.write(`${problemsText(file, warnings)}\n`);
        if (options.json) printJson({ ...made, isNew, warnings });
        else
          print(
            `${made.name}@${made.version} ${isNew ? 'is recorded' : 'is this very definition'} (sha256 ${made.sha256})`,
          );
      });
    });

const list = (): Command =>
  command('list', 'every cohort of the log, with its versions', 'hepatrace cohort list', [asOf(), json(), dataDir()])
    .exitOverride()
    .action((options: ReadOptions) =>
      asking(options, async ({ cohorts, moment }) => {
        const all = await cohorts.all(moment);
        const outdated = all.flatMap((one) => outdatedIn(one, all));
        if (options.json) printJson({ asOf: asOfView(moment), cohorts: all, outdated });
        else print(listText(all, outdated));
      }),
    );

/** Cohorts within a definition of which there is a newer version. */
function outdatedIn({ name, version, definition }: DefinedCohort, all: readonly DefinedCohort[]): readonly Outdated[] {
  return cohortsWithin(definitionText(definition)).flatMap((uses): readonly Outdated[] => {
    const latest = all.findLast((one) => uses.startsWith(`${one.name}@`));
    const newest = latest && `${latest.name}@${latest.version}`;
    return newest === undefined || newest === uses ? [] : [{ cohort: `${name}@${version}`, uses, latest: newest }];
  });
}

const members = (): Command =>
  question(
    'members',
    'who is in, with the index date; or who is out, and why',
    'uncertain-converted --verdict cannot-tell',
  )
    .argument('<cohort>', 'NAME, NAME@2 or a file')
    .addOption(new Option('--verdict <verdict>', 'whom to show').choices([...VERDICTS, 'all']).default('in'))
    .action((given: string, options: CohortOptions & { readonly verdict: string }) =>
      asking(options, async ({ cohorts, reading, moment, cutOff }) => {
        const { version, definition } = await definitionOf(cohorts, given, moment, options);
        const { plan } = definition;
        const seen = await verdictsOf(reading, plan, moment, cutOff);
        const patients = seen.value.filter(({ verdict }) => options.verdict === 'all' || verdict === options.verdict);
        if (options.json) printJson({ ...frameOf(plan, { version, ...definition }, seen.asOf, cutOff), patients });
        else {
          const title =
            options.verdict === 'in'
              ? `${patients.length} in`
              : `${patients.length} of ${seen.value.length} (${options.verdict}) for`;
          print(verdictTable({ plan, version, asOf: seen.asOf, cutOff }, title, patients));
        }
      }),
    );

const explain = (): Command =>
  question(
    'explain',
    'why one patient is in or not: each criterion, and the events that show it',
    'uncertain-converted demo-002',
  )
    .argument('<cohort>', 'NAME, NAME@2 or a file')
    .argument('<patient>', 'patient id')
    .action((given: string, patientId: string, options: CohortOptions) =>
      asking(options, async ({ cohorts, reading, moment, cutOff }) => {
        const { version, definition } = await definitionOf(cohorts, given, moment, options);
        const { plan } = definition;
        const { value: timeline, asOf: point } = await reading.timeline(patientId, moment);
        if (!timeline) throw unknownPatient(patientId, moment !== null);
        const verdict = verdictOn(plan, timeline, cutOff);
        if (options.json) printJson({ ...frameOf(plan, { version, ...definition }, point, cutOff), ...verdict });
        else print(explanation({ plan, version, asOf: point, cutOff }, verdict, timeline));
      }),
    );

const flowOf = (): Command =>
  question('flow', 'from registration to membership, criterion by criterion (CONSORT)', 'uncertain-converted')
    .argument('<cohort>', 'NAME, NAME@2 or a file')
    .action((given: string, options: CohortOptions) =>
      asking(options, async ({ cohorts, reading, moment, cutOff }) => {
        const { version, definition } = await definitionOf(cohorts, given, moment, options);
        const { plan } = definition;
        const seen = await verdictsOf(reading, plan, moment, cutOff);
        const found = flow(plan, seen.value);
        if (options.json) printJson({ ...frameOf(plan, { version, ...definition }, seen.asOf, cutOff), flow: found });
        else print(flowTable({ plan, version, asOf: seen.asOf, cutOff }, found));
      }),
    );

const diff = (): Command =>
  question('diff', 'what two versions say otherwise, and who moves by which criterion', 'resected@1 resected@2')
    .argument('<before>', 'NAME@1')
    .argument('<after>', 'NAME@2')
    .action((before: string, after: string, options: CohortOptions) =>
      asking(options, async ({ cohorts, reading, moment, cutOff }) => {
        const [from, to] = [await cohorts.find(before, moment), await cohorts.find(after, moment)];
        const plans = [await cohorts.planOf(from, moment), await cohorts.planOf(to, moment)] as const;
        const seen = await moved(reading, plans, moment, cutOff);
        if (options.json) printJson({ from, to, asOf: asOfView(seen.asOf), cutOff, moved: seen.value });
        else print(diffText([from, to], seen.value));
      }),
    );

const schema = (): Command =>
  command(
    'schema',
    'JSON Schema of a definition, for an editor to complete it',
    'hepatrace cohort schema > cohort.schema.json',
    [],
  )
    .exitOverride()
    .action(() => printJson(definitionSchema()));

/** The definition that is asked about. @throws UsageError for `all`, which has none */
async function definitionOf(
  cohorts: Cohorts,
  given: string,
  moment: Parameters<typeof chooseCohort>[2],
  options: CohortOptions,
) {
  const { definition, ...chosen } = await chooseCohort(cohorts, given, moment, options.with);
  if (definition) return { ...chosen, definition };
  throw new UsageError('"all" is every registered patient: it has no definition');
}
