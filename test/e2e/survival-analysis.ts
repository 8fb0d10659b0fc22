/** What `hepatrace analyse pfs|os --json` prints, as far as the tests look at it. */
export interface SurvivalAnalysis {
  readonly groups: readonly SurvivalGroup[];
  readonly patients: readonly { readonly patientId: string; readonly time: number; readonly status: string }[];
  readonly excluded: readonly { readonly patientId: string; readonly reason: { readonly code: string } }[];
}

interface SurvivalGroup {
  readonly name: string;
  readonly n: number;
  readonly events: number;
  readonly median: { readonly days: number | null; readonly lower: number | null; readonly upper: number | null };
  readonly curve: readonly Step[];
}

interface Step {
  readonly time: number;
  readonly survival: number;
  readonly lower: number | null;
  readonly upper: number | null;
}

/** The step that a curve is on at a day. */
export const survivalAt = ({ curve }: SurvivalGroup, day: number): Step => curve.findLast(({ time }) => time <= day)!;
