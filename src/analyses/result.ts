import { canonicalJson } from '../provenance/index.js';
import type {
  Analysis,
  Asked,
  Context,
  Excluded,
  InGroup,
  Inputs,
  Member,
  Result,
  ResultOf,
  Rows,
} from './analysis.js';
import { groupingBy } from './group-by.js';
import { parametersOf, type ParameterValue } from './parameters.js';
import { fixedTimeZero } from './refused-analysis.js';

/**
 * Runs an analysis over a cohort, in any order: patients by id, each in the estimate or excluded with the reason; the
 * groups by name; what was asked; and the manifest, which depends on nothing but the result.
 * @throws RefusedAnalysisError for a grouping that is unknown or known only after time zero, for a time zero that the
 * rules fix, and for an unknown or bad parameter
 */
export function runAnalysis<
  Row extends object,
  Group extends object,
  Comparison,
  Parameters extends Readonly<Record<string, ParameterValue>>,
>(
  analysis: Analysis<Row, Group, Comparison, Parameters>,
  members: readonly Member[],
  context: Context,
): ResultOf<Row, Group, Comparison> {
  const { cohort, question, asOf, groupBy, stratifyBy, digest } = context;
  const parameters = parametersOf(analysis.name, analysis.parameters, context.parameters);
  const timeZero = (analysis.timeZero ?? fixedTimeZero)(question);
  const groupOf = groupingBy(groupBy, '/groupBy');
  const stratumOf = groupingBy(stratifyBy, '/stratifyBy');
  const asked: Asked<Parameters> = { question, parameters, size: members.length };

  const patients: InGroup<Row>[] = [];
  const excluded: Excluded[] = [];
  const names = new Set<string>();
  for (const member of members.toSorted(byId)) {
    const { patientId } = member.timeline;
    const group = groupOf(member);
    names.add(group);
    const found = withdrewData(member) ? CONSENT_WITHDRAWN : analysis.patient(member, asked);
    if ('excluded' in found) excluded.push({ patientId, group, reason: found.excluded });
    else patients.push({ patientId, group, ...(stratifyBy !== null && { stratum: stratumOf(member) }), ...found });
  }
  const groups = rowsOf(members.length === 0 ? ['all'] : [...names].toSorted(compare), patients);
  return sealed(
    {
      analysis: { name: analysis.name, version: analysis.version },
      ruleSet: question.ruleSet,
      timeZero,
      options: question.options,
      parameters,
      asOf: { position: asOf?.position ?? null, recordedAt: asOf?.recordedAt ?? null },
      cutOff: question.cutOff,
      groupBy,
      stratifyBy,
      limits: analysis.limits?.(parameters) ?? 'none',
      cohort: {
        name: cohort.name,
        version: cohort.version,
        size: members.length,
        synthetic: members.filter(({ outcomes }) => outcomes.synthetic).length,
      },
      groups: groups.map((group) => ({ name: group.name, ...analysis.summary(group, asked) })),
      comparison: groupBy === null ? null : (analysis.comparison?.(groups, asked) ?? null),
      patients,
      excluded,
    },
    digest,
  );
}

/** A result for the terminal: as its analysis says it, else as JSON. */
export const textOf = <Row extends object, Group extends object, Comparison>(
  { text }: Pick<Analysis<Row, Group, Comparison>, 'text'>,
  result: ResultOf<Row, Group, Comparison>,
): string => (text ? text(result) : JSON.stringify(result, null, 2));

/** The patients of each group, in one pass. */
function rowsOf<Row>(names: readonly string[], patients: readonly InGroup<Row>[]): readonly Rows<Row>[] {
  const rows = new Map<string, InGroup<Row>[]>(names.map((name) => [name, []]));
  for (const patient of patients) rows.get(patient.group)?.push(patient);
  return [...rows].map(([name, those]) => ({ name, rows: those }));
}

/** From the position of such a withdrawal on the patient is in no analysis; an as-of before it answers as before. */
const withdrewData = ({ timeline }: Member): boolean =>
  timeline.entries.some(
    ({ type, status, data }) => type === 'ConsentWithdrawn' && status !== 'retracted' && data['scope'] === 'data-use',
  );

const CONSENT_WITHDRAWN = {
  excluded: { code: 'consent-withdrawn', text: 'The patient has withdrawn consent to the use of the data.' },
} as const;

function sealed<Group, Patient, Comparison>(
  result: Omit<Result<Group, Patient, Comparison>, 'manifest'>,
  digest: Context['digest'],
): Result<Group, Patient, Comparison> {
  const { analysis, cohort, ruleSet, timeZero, options, parameters, asOf, cutOff } = result;
  const inputs: Inputs = {
    analysis,
    cohort: { name: cohort.name, version: cohort.version },
    ruleSet,
    timeZero,
    options,
    parameters,
    asOf: asOf.position,
    cutOff,
    groupBy: result.groupBy,
    stratifyBy: result.stratifyBy,
    limits: result.limits,
  };
  const sha256 = digest(canonicalJson(result));
  return { ...result, manifest: { id: digest(canonicalJson({ inputs, sha256 })).slice(0, 32), sha256, inputs } };
}

const byId = (a: Member, b: Member): number => compare(a.timeline.patientId, b.timeline.patientId);

/** By UTF-16 code unit: the same order on every machine, whatever its language. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
