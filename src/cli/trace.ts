import { Option, type Command } from 'commander';
import { questionOf } from '../outcomes/index.js';
import type { LogPoint } from '../ports/index.js';
import { NOTHING_KNOWN } from '../projections/index.js';
import { Cohorts, readResult } from '../studies/index.js';
import {
  fhirProvenance,
  provJson,
  traceOutcome,
  traceResult,
  traceVerdict,
  type Trace,
  type TraceSources,
} from '../tracing/index.js';
import { VERSION } from '../version.js';
import { chooseCohort } from './cohort/definition-file.js';
import { withParameters, type CohortOptions } from './cohort/options.js';
import { UsageError } from './failure.js';
import { readFolder, type OpenFolder } from './folder.js';
import {
  asKnownAtSource,
  asOf,
  command,
  cutOff,
  dataDir,
  json,
  option,
  ruleSet,
  timeZero,
  type ReadOptions,
} from './options.js';
import { print, printJson } from './output.js';
import { unknownPatient } from './timeline.js';
import { traceText } from './trace-text.js';
import { resultIn } from './verify-result.js';

const FORMATS = ['text', 'json', 'prov', 'fhir'] as const;

interface TraceOptions extends ReadOptions, Pick<CohortOptions, 'with'> {
  readonly pointer: string;
  readonly cohort?: string;
  readonly format?: (typeof FORMATS)[number];
}

export const trace = (): Command =>
  command(
    'trace',
    'from a value to its rule, its events, who recorded them from which document, and the proof that none was altered',
    'hepatrace trace demo-007 pfs\n  hepatrace trace demo-007 --cohort resected\n  hepatrace trace result.json --pointer /groups/0/median',
    [
      new Option('--pointer <pointer>', 'JSON pointer to the value, in the endpoint or the result').default(
        '',
        'all of it',
      ),
      new Option('--cohort <cohort>', 'the verdict of this cohort instead: NAME, NAME@2 or a file'),
      withParameters(),
      ruleSet(),
      timeZero(),
      option(),
      asOf(),
      asKnownAtSource(),
      cutOff(),
      new Option(
        '--format <format>',
        'a text to be read, JSON, W3C PROV-JSON or FHIR R4 Provenance (default: text)',
      ).choices(FORMATS),
      json(),
      dataDir(),
    ],
  )
    .argument('<patient|result>', 'patient id; or a result: its file, its id, or - for standard input')
    .argument('[endpoint]', 'of the patient: pfs, os, surgery, …')
    .action(async (given: string, endpoint: string | undefined, options: TraceOptions) => {
      if (endpoint !== undefined && options.cohort !== undefined) {
        throw new UsageError('an endpoint and --cohort are two values: ask for one of them');
      }
      await readFolder(options.dataDir, async (folder) => {
        const moment = await folder.asOf(options.asOf);
        const reading = folder.atSource(options.asKnownAtSource);
        const sources = { reading, log: folder.log, version: VERSION };
        const found =
          options.cohort !== undefined
            ? await ofVerdict(sources, folder, given, options.cohort, options, moment)
            : endpoint === undefined
              ? await ofResult(sources, folder, given, options)
              : await traceOutcome(sources, {
                  ...{ patientId: given, endpoint, pointer: options.pointer, asOf: moment },
                  question: questionOf(options),
                });
        if (!found) throw unknownPatient(given, moment !== null || reading.knownAtSource !== null);
        show(found, options);
      });
    });

function show(found: Trace, { format, json: asJson = false }: TraceOptions): void {
  if (format === 'prov') printJson(provJson(found));
  else if (format === 'fhir') printJson(fhirProvenance(found));
  else if (format === 'json' || asJson) printJson(found);
  else print(traceText(found));
}

async function ofVerdict(
  sources: TraceSources,
  { store }: OpenFolder,
  patientId: string,
  reference: string,
  { with: parameters, cutOff: day }: TraceOptions,
  moment: LogPoint | null,
): Promise<Trace | null> {
  const { version, definition } = await chooseCohort(new Cohorts(store), reference, moment, parameters);
  if (!definition) throw new UsageError('"all" is every registered patient: it has no definition');
  const { cutOff } = questionOf({ cutOff: day });
  return traceVerdict(sources, { patientId, cohort: { version, definition }, cutOff, asOf: moment });
}

const RESULT_ID = /^[0-9a-f]{32}$/;

/** A result that is kept in the folder, by its id, or one in a file. Of when and by which rules it says itself. */
async function ofResult(
  sources: TraceSources,
  { results, asOf: momentOf }: OpenFolder,
  given: string,
  { pointer }: TraceOptions,
): Promise<Trace> {
  const kept = RESULT_ID.test(given) ? await results.find(given) : null;
  const result = kept === null ? await resultIn(given) : readResult(kept);
  const { asOf: position } = result.manifest.inputs;
  return traceResult(sources, result, pointer, position === null ? NOTHING_KNOWN : await momentOf(String(position)));
}
