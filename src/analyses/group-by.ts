import { FIXED_FACTS, type FixedFact } from '../outcomes/index.js';
import { RefusedAnalysisError } from './refused-analysis.js';
import type { State } from './surgery-state.js';

/** Names that a cohort can be grouped by. */
export const GROUPINGS: readonly string[] = FIXED_FACTS;

/** What a group is called of which the record does not say what it is. */
export const NOT_STATED: readonly string[] = ['not-stated', 'unknown'];

const RESECTABILITY = ['resectable', 'uncertain', 'unresectable'];

/** Groupings whose groups have an order; a stage is the source's own word, and has none that could be taken for granted. */
const ORDERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['conversion.initial', RESECTABILITY],
  ['resectability.initial', RESECTABILITY],
  ['metastases.timing', ['synchronous', 'metachronous-early', 'metachronous-late']],
]);

/** The order of the groups under that name; null where they have none. */
export const orderOf = (groupBy: string | null): readonly string[] | null => ORDERS.get(groupBy ?? '') ?? null;

/** Stems of what only the course of the disease tells. */
const KNOWN_LATER =
  /conver|resect|surg|operat|margin|respon|regress|progress|relaps|recur|toxic|ablat|therap|intent|adjuvant|palliat|\blines?\b|mortal|died|death|pfs|\bos\b/i;

/**
 * The fact by which patients are grouped under that name; null without a name: all together.
 * @param analysis that is grouped: a refusal says how to ask for the valid comparison of its endpoint
 * @throws RefusedAnalysisError for an unknown name, and for what is known only after time zero (endpoints.md 8.3)
 */
export function groupingBy(groupBy: string | null, pointer: string, analysis: string): FixedFact | null {
  if (groupBy === null) return null;
  const fact = FIXED_FACTS.find((one) => one === groupBy);
  if (!fact) throw refused(groupBy, pointer, analysis);
  return fact;
}

/**
 * The fact within whose values the groups are compared; null without a name.
 * @throws RefusedAnalysisError as {@link groupingBy}, and where there are no groups to compare within it
 */
export function strataBy(
  stratifyBy: string | null,
  groupBy: string | null,
  { name, stratified }: Stratifying,
): FixedFact | null {
  const fact = groupingBy(stratifyBy, '/stratifyBy', name);
  if (fact !== null && stratified !== true) {
    throw new RefusedAnalysisError({
      code: 'strata-without-groups',
      pointer: '/stratifyBy',
      detail: `The analysis ${name} compares nothing within strata.`,
      remedy: 'Leave --stratify-by out, or ask for a time to an event: pfs, os, dfs, ttp or ttf.',
    });
  }
  if (fact === null || (groupBy !== null && groupBy !== fact)) return fact;
  const groups = groupBy === null ? 'no groups are named' : 'the groups are those strata';
  throw new RefusedAnalysisError({
    code: 'strata-without-groups',
    pointer: '/stratifyBy',
    detail: `Nothing can be compared within strata of ${fact}: ${groups}.`,
    remedy: `Name the groups with --group-by, one of: ${GROUPINGS.filter((one) => one !== fact).join(', ')}.`,
  });
}

/** An analysis by its name, and whether it compares within strata. */
interface Stratifying {
  readonly name: string;
  readonly stratified?: true;
}

/**
 * The facts that the rows of a cohort must hold for an analysis to group it, and to compare within strata.
 * @throws RefusedAnalysisError as {@link groupingBy} and {@link strataBy}
 */
export const groupingFacts = (
  analysis: Stratifying,
  groupBy: string | null,
  stratifyBy: string | null,
): readonly FixedFact[] =>
  [groupingBy(groupBy, '/groupBy', analysis.name), strataBy(stratifyBy, groupBy, analysis)].filter(
    (fact) => fact !== null,
  );

function refused(groupBy: string, pointer: string, analysis: string): RefusedAnalysisError {
  const valid = GROUPINGS.join(', ');
  if (!KNOWN_LATER.test(groupBy)) {
    const detail = `Nothing called "${groupBy}" can group patients.`;
    return new RefusedAnalysisError({
      code: 'unknown-group-by',
      pointer,
      detail,
      remedy: `Group by one of: ${valid}.`,
    });
  }
  return new RefusedAnalysisError({
    code: 'immortal-time',
    pointer,
    detail:
      `"${groupBy}" is known only after time zero. A patient must live, free of the event, long enough to get there: ` +
      'that time cannot hold an event (immortal time), and a comparison from time zero credits it to the group.',
    remedy:
      'Valid ways: a landmark (a day fixed in advance: keep the patients still followed then, group them by what had ' +
      'happened by it, restart the clock there; Anderson 1983), or a time-dependent covariate (start-stop Cox; curves of ' +
      `Simon and Makuch 1984).${commandFor(groupBy, analysis)} Fixed at time zero, and open to --group-by: ${valid}.`,
  });
}

/** How both valid ways are asked for, where the analysis `surgery` knows the state. */
function commandFor(groupBy: string, analysis: string): string {
  const [, by] = STATES_BY_STEM.find(([stem]) => stem.test(groupBy)) ?? [];
  const endpoint = analysis === 'pfs' ? 'pfs' : 'os';
  return by ? ` Both at once: hepatrace analyse surgery --parameter by=${by} endpoint=${endpoint}.` : '';
}
const STATES_BY_STEM: readonly (readonly [RegExp, State])[] = [
  [/conver/i, 'conversion'],
  [/respon/i, 'response'],
  [/resect|surg|operated|operation|margin/i, 'resection'],
];
