import { fixedFact, type CohortRow, type FixedFact } from '../outcomes/index.js';
import { LicenceCensus, hasWithdrawnData, licencesOf } from '../timeline/index.js';
import type {
  Analysis,
  Asked,
  Context,
  CountedFrom,
  Excluded,
  InGroup,
  Inputs,
  LogUsed,
  Member,
  Result,
  ResultOf,
  Rows,
} from './analysis.js';
import { groupingBy, strataBy } from './group-by.js';
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
  readonly timeZero: CountedFrom;
  private readonly groupBy: FixedFact | null;
  private readonly stratifyBy: FixedFact | null;
  private readonly patients: InGroup<Row>[] = [];
  private readonly excluded: Excluded[] = [];
  private readonly names = new Set<string>();
  private synthetic = 0;
  private readonly licences = new LicenceCensus();

  /**
   * @throws RefusedAnalysisError for a grouping that is unknown or known only after time zero, for strata without groups,
   * for a time zero that the rules fix, and for an unknown or bad parameter
   */
  constructor(
    private readonly analysis: Analysis<Row, Group, Comparison, Parameters>,
    private readonly context: Context,
  ) {
    const { question, groupBy, stratifyBy } = context;
    const parameters = parametersOf(analysis.name, analysis.parameters, context.parameters);
    this.timeZero = analysis.timeZero?.(question, parameters) ?? fixedTimeZero(question);
    this.groupBy = groupingBy(groupBy, '/groupBy', analysis.name);
    this.stratifyBy = strataBy(stratifyBy, groupBy, analysis);
    this.asked = { question, parameters, groupBy };
  }

  add(member: Member): void {
    const { timeline, outcomes } = member;
    this.licences.add(licencesOf(timeline));
    this.place(timeline.patientId, outcomes.synthetic, hasWithdrawnData(timeline), member, (fact) =>
      fixedFact(fact, timeline, outcomes.endpoints),
    );
  }

  /** Of an analysis that names its endpoints: the same, from a row that holds them. */
  addRow(row: CohortRow): void {
    this.licences.add(row.licences);
    this.place(row.patientId, row.synthetic, row.withdrawn, new EndpointsAlone(row), (fact) => row.facts[fact] ?? null);
  }

  private place(
    patientId: string,
    synthetic: boolean,
    withdrawn: boolean,
    member: Member,
    valueOf: (fact: FixedFact) => string | null,
  ): void {
    const { groupBy, stratifyBy, asked } = this;
    const group = groupBy === null ? 'all' : (valueOf(groupBy) ?? 'not-stated');
    this.names.add(group);
    if (synthetic) this.synthetic += 1;
    const found = withdrawn ? CONSENT_WITHDRAWN : this.analysis.patient(member, asked);
    if ('excluded' in found) this.excluded.push({ patientId, group, reason: found.excluded });
    else {
      const stratum = stratifyBy === null ? {} : { stratum: valueOf(stratifyBy) ?? 'not-stated' };
      this.patients.push({ patientId, group, ...stratum, ...found });
    }
  }

  /** @param log what it was made from, for the manifest */
  result(log: LogUsed | null = null): ResultOf<Row, Group, Comparison> {
    const { analysis, context, asked, timeZero } = this;
    const { cohort, question, asOf, asKnownAtSource = null, groupBy, stratifyBy } = context;
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
        asKnownAtSource,
        cutOff: question.cutOff,
        groupBy,
        stratifyBy,
        limits: analysis.limits?.(asked.parameters) ?? 'none',
        cohort: { ...cohort, size, synthetic: this.synthetic },
        groups: groups.map((group) => ({ name: group.name, ...analysis.summary(group, ofCohort) })),
        comparison: groupBy === null ? null : (analysis.comparison?.(groups, ofCohort) ?? null),
        patients,
        excluded,
      },
      context,
      { log, dataLicences: this.licences.counted() },
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

/** A patient of whom nothing is at hand but the endpoints that the analysis has named. */
class EndpointsAlone implements Member {
  readonly outcomes: Member['outcomes'];

  constructor({ endpoints }: CohortRow) {
    this.outcomes = { endpoints } as Member['outcomes'];
  }

  get timeline(): never {
    throw new TypeError('an analysis that names its endpoints reads nothing else');
  }
}

/** From the position of such a withdrawal on the patient is in no analysis; an as-of before it answers as before. */
const CONSENT_WITHDRAWN = {
  excluded: { code: 'consent-withdrawn', text: 'The patient has withdrawn consent to the use of the data.' },
} as const;

function sealed<Group, Patient, Comparison>(
  result: Omit<Result<Group, Patient, Comparison>, 'manifest'>,
  { cohort, digest, codeSha256, software }: Context,
  made: Pick<Result['manifest'], 'log' | 'dataLicences'>,
): Result<Group, Patient, Comparison> {
  const { analysis, ruleSet, timeZero, options, parameters, asOf, cutOff } = result;
  const inputs: Inputs = {
    analysis,
    codeSha256: codeSha256 ?? null,
    cohort,
    ruleSet,
    timeZero,
    options,
    parameters,
    asOf: asOf.position,
    asKnownAtSource: result.asKnownAtSource,
    cutOff,
    groupBy: result.groupBy,
    stratifyBy: result.stratifyBy,
    limits: result.limits,
  };
  const sha256 = digest(result);
  const id = digest({ inputs, sha256 }).slice(0, 32);
  return { ...result, manifest: { id, sha256, inputs, software: software ?? null, ...made } };
}

const byId = (a: { readonly patientId: string }, b: { readonly patientId: string }): number =>
  compare(a.patientId, b.patientId);

/** By UTF-16 code unit: the same order on every machine, whatever its language. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
