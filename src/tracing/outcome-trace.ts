import {
  ENDPOINTS,
  endpointsOf,
  explain,
  QuestionError,
  type Endpoints,
  type Explanation,
  type Question,
  type Why,
} from '../outcomes/index.js';
import type { LogPoint } from '../ports/index.js';
import { asOfView } from '../projections/index.js';
import type { Timeline } from '../timeline/index.js';
import { along } from './json-pointer.js';
import type { Ignored, Trace } from './trace.js';
import { chainOf, traceEvents, type TraceSources } from './traced-events.js';

export interface OutcomeAsked {
  readonly patientId: string;
  /** As in the outcomes: `pfs`. */
  readonly endpoint: string;
  /** JSON pointer into the endpoint: `/days`; empty: all of it. */
  readonly pointer: string;
  readonly question: Question;
  /** Null: all that is known now. */
  readonly asOf: LogPoint | null;
}

/**
 * From a value of one patient's endpoint to its events; null where the patient is not known.
 * @throws QuestionError `unknown-endpoint`, `no-such-value`; IntegrityError for evidence that is not in the log
 */
export async function traceOutcome(sources: TraceSources, asked: OutcomeAsked): Promise<Trace | null> {
  const { reading, version } = sources;
  const { value: timeline, asOf } = await reading.timeline(asked.patientId, asked.asOf);
  if (!timeline) return null;
  const { value, evidence, explanation } = outcomeExplained(timeline, asked);
  const { rule, steps, imputed } = explanation;
  return {
    ...{ patientId: timeline.patientId, result: null },
    value: { pointer: `/endpoints/${asked.endpoint}${asked.pointer}`, value },
    asOf: asOfView(asOf),
    asKnownAtSource: reading.knownAtSource,
    cutOff: asked.question.cutOff,
    code: { version },
    rule: {
      ...{
        name: rule.name,
        title: rule.title,
        ruleSet: asked.question.ruleSet,
        version: rule.version,
        text: rule.text,
      },
      endpoints: [],
      steps,
    },
    patients: [],
    ...(await traceEvents(sources, asOf, [{ timeline, ids: evidence, imputed }])),
    ignored: ignoredOf(timeline, explanation),
    redacted: [],
  };
}

/** The value, the ids of all events behind it, and how it came about. @throws QuestionError */
export function outcomeExplained(
  timeline: Timeline,
  { endpoint, pointer, question }: Pick<OutcomeAsked, 'endpoint' | 'pointer' | 'question'>,
): { readonly value: unknown; readonly evidence: readonly string[]; readonly explanation: Explanation } {
  const name = endpointNamed(endpoint);
  const values = along(endpointsOf(timeline, question, [name])[name], pointer);
  const value = values.at(-1);
  // A value within an answer, as its number of days, rests on what the answer rests on.
  const evidence = values.map(evidenceIn).findLast((ids) => ids.length > 0) ?? [];
  const whys = values.map(whysIn).findLast((found) => found.length > 0) ?? [];
  const explanations = whys.map(({ of, why }) => {
    const about = whys.length === 1 ? { ...why, evidence } : why;
    const { steps, ...rest } = explain(timeline, question, name, about);
    return { ...rest, steps: steps.map((step) => (of === '' ? step : { ...step, because: `${of}: ${step.because}` })) };
  });
  const [first] = explanations;
  if (!first) throw new TypeError(`the endpoint ${name} gives no reason`);
  const leftOut = first.leftOut.filter(({ id }) => !evidence.includes(id));
  return { value, evidence, explanation: { ...first, steps: explanations.flatMap(({ steps }) => steps), leftOut } };
}

function endpointNamed(name: string): keyof Endpoints {
  const found = ENDPOINTS.find((one) => one === name);
  if (found) return found;
  const remedy = `Use one of ${ENDPOINTS.join(', ')}.`;
  throw new QuestionError('unknown-endpoint', '/endpoint', `There is no endpoint "${name}".`, remedy);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const isWhy = (value: unknown): value is Why =>
  isObject(value) && isObject(value['reason']) && Array.isArray(value['evidence']);

/** The reasons that a value states: its own, else those of its parts, each with the name of the part. */
const whysIn = (value: unknown): readonly { readonly of: string; readonly why: Why }[] =>
  isWhy(value)
    ? [{ of: '', why: value }]
    : isObject(value)
      ? Object.entries(value).flatMap(([of, part]) => (isWhy(part) ? { of, why: part } : []))
      : [];

/** Ids named anywhere within a value, each once. */
function evidenceIn(value: unknown): readonly string[] {
  if (!isObject(value)) return [];
  const ids = Object.entries(value).flatMap(([name, part]) =>
    name === 'evidence' && Array.isArray(part) ? (part as readonly string[]) : evidenceIn(part),
  );
  return [...new Set(ids)];
}

function ignoredOf({ entries }: Timeline, { leftOut }: Explanation): readonly Ignored[] {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  return leftOut.flatMap(({ id, code, because }): Ignored[] => {
    const entry = byId.get(id);
    if (!entry) return [];
    const { type, occurredOn } = entry;
    return [{ id, type, occurredOn, code, because, correctedBy: chainOf(entry).slice(1) }];
  });
}
