import { ANALYSES, type Result } from '../analyses/index.js';
import { DISEASE_FREE, QuestionError, questionOf, ruleOf, type Question } from '../outcomes/index.js';
import type { LogPoint } from '../ports/index.js';
import { NOTHING_KNOWN } from '../projections/index.js';
import { isIntact, logUsed } from '../studies/index.js';
import { countedPatients } from './counted-patients.js';
import { traceOutcome } from './outcome-trace.js';
import type { Trace, TracedResult } from './trace.js';
import { traceEvents, type Told, type TraceSources } from './traced-events.js';

/**
 * From a value of a result to its patients, and to the events of those who set it. A patient of a result over `all` is
 * traced as his endpoint.
 * @param pointer JSON pointer into the result: `/groups/0/median`
 * @param moment the place in the log that the result was made from
 * @throws QuestionError `no-such-value`, `other-log`; IntegrityError for evidence that is not in the log
 */
export async function traceResult(
  sources: TraceSources,
  result: Result,
  pointer: string,
  moment: LogPoint | null,
): Promise<Trace> {
  await refuseOtherLog(sources, result, moment);
  const { manifest, asOf, cutOff, asKnownAtSource, ruleSet } = result;
  const about: TracedResult = {
    ...{ id: manifest.id, sha256: manifest.sha256, intact: isIntact(result), software: manifest.software ?? null },
  };
  const { value, patients, steps } = countedPatients(result, pointer);
  const known: TraceSources = { ...sources, reading: sources.reading.asKnownAtSource(asKnownAtSource) };
  const analysis = ANALYSES.find(({ name }) => name === manifest.inputs.analysis.name);
  const [endpoint] = analysis?.endpoints ?? [];
  const question = questionBehind(result);
  const [alone, ...others] = patients;
  if (alone && others.length === 0 && endpoint && question && /^\/(patients|excluded)\//.test(pointer)) {
    const asked = { patientId: alone.patientId, endpoint, pointer: '', question, asOf: moment };
    const trace = await traceOutcome(known, asked);
    if (trace) return { ...trace, result: about, value: { pointer, value }, patients };
  }
  const evidence = new Map(patients.map((one) => [one.patientId, one.evidence]));
  const told: Told[] = [];
  for (const patientId of new Set(steps.flatMap((step) => step.patients))) {
    const { value: timeline } = await known.reading.timeline(patientId, moment);
    if (!timeline) throw otherLog(`it has no patient ${patientId}`);
    told.push({ timeline, ids: evidence.get(patientId) ?? [], imputed: new Map() });
  }
  const rules = question ? (analysis?.endpoints ?? []).map((name) => ruleOf(name, question)) : [];
  return {
    ...{ patientId: null, result: about, value: { pointer, value }, asOf, asKnownAtSource, cutOff },
    code: { version: sources.version },
    rule: {
      ...{ name: result.analysis.name, title: result.analysis.name, ruleSet, version: result.analysis.version },
      text: analysis?.about ?? 'An analysis of a researcher’s own; the manifest names the hash of its code.',
      endpoints: rules.map(({ name, version, text }) => ({ name, version, text })),
      steps: steps.map(({ patients: those, ...step }) => ({
        ...step,
        events: [...new Set(those.flatMap((id) => evidence.get(id) ?? []))],
      })),
    },
    patients,
    ...(await traceEvents(known, moment, told)),
    ignored: [],
    redacted: [],
  };
}

/** The question that was asked of every patient; null where each had his own, as a member of a defined cohort. */
function questionBehind({ manifest }: Result): Question | null {
  const { cohort, ruleSet, timeZero, options, cutOff } = manifest.inputs;
  if (cohort.sha256 !== undefined) return null;
  // Disease-free survival has a start of its own, whichever is asked for.
  const own = timeZero === DISEASE_FREE;
  const asked = own ? (ruleSet === 'as-recorded' ? 'registration' : undefined) : timeZero;
  return questionOf({ ruleSet, timeZero: asked, cutOff, options: { ...options } });
}

/** The log must be the one that the manifest names, grown or not. */
async function refuseOtherLog({ log }: TraceSources, { manifest }: Result, moment: LogPoint | null): Promise<void> {
  const stated = manifest.log;
  if (!stated) return;
  const found = await logUsed(log.log, moment ?? NOTHING_KNOWN);
  if (found.size !== stated.size || found.root !== stated.root) {
    throw otherLog(`its ${stated.size} events have the root ${stated.root}, those here ${found.root}`);
  }
}

const otherLog = (why: string): QuestionError =>
  new QuestionError(
    'other-log',
    '/manifest/log',
    `The result was made from another log: ${why}.`,
    'Trace it in the data folder that it was made in, or in a verified copy.',
  );
