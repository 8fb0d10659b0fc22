import { criterionText, eventsText, type Plan } from '../cohorts/index.js';
import type { LogPoint } from '../ports/index.js';
import { asOfView } from '../projections/index.js';
import { verdictOn, type ChosenCohort } from '../studies/index.js';
import type { Trace, TracedStep } from './trace.js';
import { chainOf, traceEvents, type TraceSources } from './traced-events.js';

export interface VerdictAsked {
  readonly patientId: string;
  readonly cohort: Pick<ChosenCohort, 'version'> & { readonly definition: NonNullable<ChosenCohort['definition']> };
  readonly cutOff: string | null;
  readonly asOf: LogPoint | null;
}

/**
 * From the verdict of a cohort on one patient to its events, criterion by criterion; null where the patient is not known.
 * @throws IntegrityError for evidence that is not in the log
 */
export async function traceVerdict(sources: TraceSources, asked: VerdictAsked): Promise<Trace | null> {
  const { reading, version } = sources;
  const { plan } = asked.cohort.definition;
  const { value: timeline, asOf } = await reading.timeline(asked.patientId, asked.asOf);
  if (!timeline) return null;
  const { verdict, decidedBy, notCounted, index, landmark, criteria } = verdictOn(plan, timeline, asked.cutOff);
  const steps: TracedStep[] = criteria.map(({ name, answer, reason, evidence }, place) => {
    const decided = place + 1 === decidedBy ? ' This decides.' : '';
    return { step: name, because: `${answer}: ${reason.text}${decided}`, events: evidence };
  });
  const ids = [...new Set([...steps.flatMap(({ events }) => events), ...(index?.evidence ?? [])])];
  return {
    ...{ patientId: timeline.patientId, result: null },
    value: { pointer: `/cohorts/${plan.cohort}/verdict`, value: { verdict, index: index?.date ?? null, landmark } },
    asOf: asOfView(asOf),
    asKnownAtSource: reading.knownAtSource,
    cutOff: asked.cutOff,
    code: { version },
    rule: {
      name: plan.cohort,
      title: plan.title ?? plan.cohort,
      ruleSet: plan.outcomes.ruleSet ?? null,
      version: asked.cohort.version,
      text: textOf(plan),
      endpoints: [],
      steps: notCounted ? [{ step: 'counted', because: notCounted.text, events: [] }] : steps,
    },
    patients: [],
    ...(await traceEvents(sources, asOf, [{ timeline, ids, imputed: new Map() }])),
    ignored: timeline.entries
      .filter(({ id, correctedBy }) => !ids.includes(id) && !ids.includes(correctedBy ?? ''))
      .map((entry) => ({
        ...{ id: entry.id, type: entry.type, occurredOn: entry.occurredOn },
        ...(entry.status === 'retracted'
          ? { code: 'retracted', because: `retracted: ${entry.history.at(-1)?.reason?.code ?? 'without a reason'}` }
          : { code: 'not-decisive', because: 'not-decisive: no criterion rests on it' }),
        correctedBy: chainOf(entry).slice(1),
      })),
    redacted: [],
  };
}

/** The criteria in words, then what the names in them stand for. */
const textOf = ({ criteria, events }: Plan): string =>
  [
    ...criteria.map((one) => `${one.name}: ${criterionText(one)}.`),
    ...events
      .map((one) => [one.name, eventsText(one)])
      .flatMap(([name, words]) => (words ? [`${name}: ${words}.`] : [])),
  ].join(' ');
