/** What `hepatrace analyse pfs|os --json` prints, as far as the tests look at it. */
export interface SurvivalAnalysis {
  readonly groups: readonly SurvivalGroup[];
  readonly patients: readonly { readonly patientId: string; readonly time: number; readonly status: string }[];
  readonly comparison: Comparison | null;
  readonly excluded: readonly { readonly patientId: string; readonly reason: { readonly code: string } }[];
}

interface SurvivalGroup {
  readonly name: string;
  readonly n: number;
  readonly events: number;
  readonly median: { readonly days: number | null; readonly lower: number | null; readonly upper: number | null };
  readonly at: readonly (Step & { readonly atRisk: number; readonly carried: boolean })[];
  readonly curve: readonly Step[];
}

interface Comparison {
  readonly logRank: {
    readonly chiSquare: number;
    readonly df: number;
    readonly p: number;
    readonly groups: readonly { readonly name: string; readonly observed: number; readonly expected: number }[];
  };
  readonly cox: {
    readonly reference: string;
    readonly coefficients: readonly (Limits & { readonly name: string; readonly beta: number; readonly p: number })[];
  };
}

interface Limits {
  readonly lower: number;
  readonly upper: number;
}

interface Step {
  readonly time: number;
  readonly survival: number;
  readonly lower: number | null;
  readonly upper: number | null;
}

/** The step that a curve is on at a day. */
export const survivalAt = ({ curve }: SurvivalGroup, day: number): Step => curve.findLast(({ time }) => time <= day)!;
