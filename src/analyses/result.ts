import { canonicalJson } from '../provenance/index.js';
import type {
  Analysis,
  Asked,
  Context,
  CountedFrom,
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
 * An analysis under way: one patient after the other, then the result. Patients by id, each in the estimate or excluded
 * with the reason; the groups by name; what was asked; and the manifest, which depends on nothing but the result.
 */
export class AnalysisRun<
  Row extends object,
  Group extends object,
  Comparison,
  Parameters extends Readonly<Record<string, ParameterValue>>,
> {
  private readonly asked: Asked<Parameters>;
  private readonly timeZero: CountedFrom;
  private readonly groupOf: (member: Member) => string;
  private readonly stratumOf: (member: Member) => string;
  private readonly patients: InGroup<Row>[] = [];
  private readonly excluded: Excluded[] = [];
  private readonly names = new Set<string>();
  private synthetic = 0;

  /**
   * @throws RefusedAnalysisError for a grouping that is unknown or known only after time zero, for a time zero that the
   * rules fix, and for an unknown or bad parameter
   */
  constructor(
    private readonly analysis: Analysis<Row, Group, Comparison, Parameters>,
    private readonly context: Context,
  ) {
    const { question, groupBy, stratifyBy } = context;
    const parameters = parametersOf(analysis.name, analysis.parameters, context.parameters);
    this.timeZero = analysis.timeZero?.(question, parameters) ?? fixedTimeZero(question);
    this.groupOf = groupingBy(groupBy, '/groupBy', analysis.name);
    this.stratumOf = groupingBy(stratifyBy, '/stratifyBy', analysis.name);
    this.asked = { question, parameters, groupBy };
  }

  add(member: Member): void {
    const { patientId } = member.timeline;
    const group = this.groupOf(member);
    this.names.add(group);
    if (member.outcomes.synthetic) this.synthetic += 1;
    const found = withdrewData(member) ? CONSENT_WITHDRAWN : this.analysis.patient(member, this.asked);
    if ('excluded' in found) this.excluded.push({ patientId, group, reason: found.excluded });
    else {
      const stratum = this.context.stratifyBy === null ? {} : { stratum: this.stratumOf(member) };
      this.patients.push({ patientId, group, ...stratum, ...found });
    }
  }

  result(): ResultOf<Row, Group, Comparison> {
    const { analysis, context, asked, timeZero } = this;
    const { cohort, question, asOf, groupBy, stratifyBy } = context;
    const patients = this.patients.toSorted(byId);
    const excluded = this.excluded.toSorted(byId);
    const size = patients.length + excluded.length;
    const ofCohort = { ...asked, size };
    const groups = rowsOf(size === 0 ? ['all'] : [...this.names].toSorted(compare), patients);
    return sealed(
      {
        analysis: { name: analysis.name, version: analysis.version },
        ruleSet: question.ruleSet,
        timeZero,
        options: question.options,
        parameters: asked.parameters,
        asOf: { position: asOf?.position ?? null, recordedAt: asOf?.recordedAt ?? null },
        cutOff: question.cutOff,
        groupBy,
        stratifyBy,
        limits: analysis.limits?.(asked.parameters) ?? 'none',
        cohort: { name: cohort.name, version: cohort.version, size, synthetic: this.synthetic },
        groups: groups.map((group) => ({ name: group.name, ...analysis.summary(group, ofCohort) })),
        comparison: groupBy === null ? null : (analysis.comparison?.(groups, ofCohort) ?? null),
        patients,
        excluded,
      },
      context,
    );
  }
}

/**
 * Runs an analysis over a cohort, in any order.
 * @throws RefusedAnalysisError as {@link AnalysisRun}
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
  const run = new AnalysisRun(analysis, context);
  for (const member of members) run.add(member);
  return run.result();
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
  { digest, codeSha256 }: Context,
): Result<Group, Patient, Comparison> {
  const { analysis, cohort, ruleSet, timeZero, options, parameters, asOf, cutOff } = result;
  const inputs: Inputs = {
    analysis,
    codeSha256: codeSha256 ?? null,
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

const byId = (a: { readonly patientId: string }, b: { readonly patientId: string }): number =>
  compare(a.patientId, b.patientId);

/** By UTF-16 code unit: the same order on every machine, whatever its language. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
