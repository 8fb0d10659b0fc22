import type { TimeZero } from '../outcomes/index.js';
import { canonicalJson } from '../provenance/index.js';
import type { Context, Excluded, Inputs, Member, Result } from './analysis.js';
import { groupingBy } from './group-by.js';

/** A patient with the group that the context puts him in. */
export interface Grouped extends Member {
  readonly patientId: string;
  readonly group: string;
}

/** What an analysis has found of one patient: a row of the estimate, or why there is none. */
export type Assigned<Patient> = { readonly patient: Patient } | { readonly excluded: Excluded };

/**
 * The frame of every analysis: patients by id, each in the estimate or excluded with the reason; the groups by name; what
 * was asked; and the manifest, which depends on nothing but the result.
 */
export function resultOf<Group, Patient extends { readonly group: string }>(
  members: readonly Member[],
  { cohort, question, asOf, groupBy, digest }: Context,
  how: {
    readonly analysis: { readonly name: string; readonly version: number };
    readonly timeZero: TimeZero;
    readonly limits: string;
    readonly assign: (member: Grouped) => Assigned<Patient>;
    readonly estimate: (group: string, patients: readonly Patient[]) => Group;
  },
): Result<Group, Patient> {
  const groupOf = groupingBy(groupBy);
  const grouped = members
    .map((member) => ({ ...member, patientId: member.timeline.patientId, group: groupOf(member) }))
    .toSorted((a, b) => compare(a.patientId, b.patientId));
  const assigned = grouped.map((member) => (withdrewData(member) ? excludedByConsent(member) : how.assign(member)));
  const patients = assigned.flatMap((one) => ('patient' in one ? [one.patient] : []));
  const names = grouped.length === 0 ? ['all'] : [...new Set(grouped.map(({ group }) => group))].toSorted(compare);
  return sealed(
    {
      analysis: how.analysis,
      ruleSet: question.ruleSet,
      timeZero: how.timeZero,
      options: question.options,
      asOf: { position: asOf?.position ?? null, recordedAt: asOf?.recordedAt ?? null },
      cutOff: question.cutOff,
      groupBy,
      limits: how.limits,
      cohort: {
        name: cohort.name,
        version: cohort.version,
        size: members.length,
        synthetic: members.filter(({ outcomes }) => outcomes.synthetic).length,
      },
      groups: names.map((name) =>
        how.estimate(
          name,
          patients.filter(({ group }) => group === name),
        ),
      ),
      patients,
      excluded: assigned.flatMap((one) => ('excluded' in one ? [one.excluded] : [])),
    },
    digest,
  );
}

/** From the position of such a withdrawal on the patient is in no analysis; an as-of before it answers as before. */
const withdrewData = ({ timeline }: Member): boolean =>
  timeline.entries.some(
    ({ type, status, data }) => type === 'ConsentWithdrawn' && status !== 'retracted' && data['scope'] === 'data-use',
  );

const excludedByConsent = ({ patientId, group }: Grouped): { readonly excluded: Excluded } => ({
  excluded: {
    patientId,
    group,
    reason: { code: 'consent-withdrawn', text: 'The patient has withdrawn consent to the use of the data.' },
  },
});

function sealed<Group, Patient>(
  result: Omit<Result<Group, Patient>, 'manifest'>,
  digest: Context['digest'],
): Result<Group, Patient> {
  const { analysis, cohort, ruleSet, timeZero, options, asOf, cutOff, groupBy, limits } = result;
  const inputs: Inputs = {
    analysis,
    cohort: { name: cohort.name, version: cohort.version },
    ruleSet,
    timeZero,
    options,
    asOf: asOf.position,
    cutOff,
    groupBy,
    limits,
  };
  const sha256 = digest(canonicalJson(result));
  return { ...result, manifest: { id: digest(canonicalJson({ inputs, sha256 })).slice(0, 32), sha256, inputs } };
}

/** By UTF-16 code unit: the same order on every machine, whatever its language. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
