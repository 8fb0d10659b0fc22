/**
 * The chi-square u' V⁻ u of scores whose covariance V may be singular; its degrees of freedom are the rank of V.
 * Elimination by the row that keeps most of its own variance, until none keeps any.
 * @param scores one a row of the covariance
 * @param covariance symmetric, without negative eigenvalues
 */
export function scoreTest(
  scores: readonly number[],
  covariance: readonly (readonly number[])[],
): { readonly chiSquare: number; readonly df: number } {
  const left = [...scores];
  const rest = covariance.map((row) => [...row]);
  const open = new Set(left.keys());
  let chiSquare = 0;
  for (;;) {
    let pivot = -1;
    let most = NOTHING_LEFT;
    for (const row of open) {
      const kept = rest[row]![row]! / covariance[row]![row]!;
      if (kept > most) [pivot, most] = [row, kept];
    }
    if (pivot < 0) return { chiSquare, df: left.length - open.size };
    open.delete(pivot);
    const variance = rest[pivot]![pivot]!;
    chiSquare += left[pivot]! ** 2 / variance;
    for (const row of open) {
      const factor = rest[row]![pivot]! / variance;
      left[row]! -= factor * left[pivot]!;
      for (const column of open) rest[row]![column]! -= factor * rest[pivot]![column]!;
    }
  }
}

/** The part of its variance that a row keeps by rounding alone once the others determine it. */
const NOTHING_LEFT = 1e-9;
