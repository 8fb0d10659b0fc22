import type { Verdict } from './evaluate.js';
import type { Plan } from './plan.js';

/** One criterion of the flow chart: who came to it, and where they went. */
export interface FlowRow {
  readonly name: string;
  readonly entered: number;
  readonly no: number;
  readonly cannotTell: number;
  readonly left: number;
  /** Would be in but for this criterion. */
  readonly onlyThis: number;
  /** Answers that rest on how the same day is counted, of all who are counted. */
  readonly sameDay: number;
  /** Why those decided here are not in, by code. */
  readonly reasons: Readonly<Record<string, number>>;
}

/** Patients from registration to membership (CONSORT): whole by construction. */
export interface Flow {
  readonly cohort: string;
  readonly registered: number;
  readonly notCounted: Readonly<Record<string, number>>;
  readonly rows: readonly FlowRow[];
  readonly members: number;
  readonly notes: readonly FlowNote[];
}

export interface FlowNote {
  readonly code: 'matches-nobody' | 'decides-nobody' | 'mostly-cannot-tell';
  readonly criterion: string;
  readonly text: string;
}

/** The flow of a cohort: every patient is not counted, decided at one criterion, or a member. */
export function flow({ cohort, criteria }: Plan, verdicts: Iterable<Verdict>): Flow {
  const counts = criteria.map(({ name }) => ({
    name,
    no: 0,
    cannotTell: 0,
    onlyThis: 0,
    sameDay: 0,
    yes: 0,
    reasons: new Map<string, number>(),
  }));
  const notCounted = new Map<string, number>();
  let [registered, members] = [0, 0];
  for (const verdict of verdicts) {
    registered += 1;
    if (verdict.notCounted) add(notCounted, verdict.notCounted.code);
    if (verdict.verdict === 'in') members += 1;
    const against = verdict.criteria.filter(({ answer }) => answer !== 'yes').length;
    for (const [i, { answer, reason, sameDay }] of verdict.criteria.entries()) {
      const count = counts[i];
      if (!count) continue;
      if (sameDay) count.sameDay += 1;
      if (answer === 'yes') count.yes += 1;
      else if (against === 1) count.onlyThis += 1;
      if (verdict.decidedBy !== i + 1) continue;
      add(count.reasons, reason.code);
      if (answer === 'no') count.no += 1;
      else count.cannotTell += 1;
    }
  }
  let entered = registered - sum(notCounted);
  const counted = entered;
  const rows = counts.map(({ name, no, cannotTell, onlyThis, sameDay, reasons }): FlowRow => {
    const left = entered - no - cannotTell;
    const row = { name, entered, no, cannotTell, left, onlyThis, sameDay, reasons: byName(reasons) };
    entered = left;
    return row;
  });
  const notes = counts.flatMap(({ name, yes }, i) => noteOn(name, yes, counted, rows[i]));
  return { cohort, registered, notCounted: byName(notCounted), rows, members, notes };
}

const MOSTLY = 0.2;

function noteOn(criterion: string, yes: number, counted: number, row: FlowRow | undefined): readonly FlowNote[] {
  if (counted === 0 || !row) return [];
  const note = (code: FlowNote['code'], text: string): FlowNote => ({ code, criterion, text });
  return [
    ...(yes === 0 ? [note('matches-nobody', 'No patient is sure to meet it: is it recorded in this study?')] : []),
    ...(yes === counted ? [note('decides-nobody', 'Every patient meets it: it could be left out.')] : []),
    ...(row.cannotTell > MOSTLY * row.entered
      ? [note('mostly-cannot-tell', `${row.cannotTell} of ${row.entered} cannot be told.`)]
      : []),
  ];
}

/** The flow as a text to read in a terminal or to paste into a report. */
export function flowText({ cohort, registered, notCounted, rows, members }: Flow): string {
  const width = Math.max(...[registered].map((n) => String(n).length));
  const line = (n: number, text: string): string => `${String(n).padStart(width)}  ${text}`;
  const inset = ' '.repeat(width + 2);
  const reasons = (by: Readonly<Record<string, number>>): string =>
    Object.entries(by)
      .map(([code, n]) => `${n} ${code}`)
      .join(', ');
  return [
    line(registered, 'registered'),
    ...(Object.keys(notCounted).length > 0 ? [`${inset}- not counted: ${reasons(notCounted)}`] : []),
    ...rows.flatMap(({ name, left, no, cannotTell, reasons: by }) => [
      ...(no + cannotTell > 0 ? [`${inset}- ${no} no, ${cannotTell} cannot tell: ${reasons(by)}`] : []),
      line(left, name),
    ]),
    line(members, `in ${cohort}`),
  ].join('\n');
}

const add = (counts: Map<string, number>, code: string): void => void counts.set(code, (counts.get(code) ?? 0) + 1);
const sum = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((a, b) => a + b, 0);
const byName = (counts: ReadonlyMap<string, number>): Readonly<Record<string, number>> =>
  Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
