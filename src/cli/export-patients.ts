import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { compile, membership, whyNotCounted, type Plan } from '../cohorts/index.js';
import type { ExportCandidate, ExportedCohort } from '../interchange/index.js';
import { derive, type Outcomes, type Question } from '../outcomes/index.js';
import { canonicalJson } from '../provenance/index.js';
import type { Timeline } from '../timeline/index.js';
import { CheckFailed, UsageError } from './failure.js';

/** Whose patients are exported, and which they are. */
export interface Selection {
  readonly cohort: ExportedCohort;
  /** The code of why a patient is left out; null: not left out. */
  readonly leftOut: (timeline: Timeline) => string | null;
}

/**
 * The patients of `all`, or of a definition in a file.
 * @throws UsageError for what is neither, CheckFailed for a definition that is refused
 */
export function selectionOf(cohort: string, { cutOff }: Question): Selection {
  if (cohort === 'all') {
    return {
      cohort: { name: 'all', version: 1, sha256: null },
      leftOut: (timeline) => whyNotCounted(timeline)?.code ?? null,
    };
  }
  const plan = planIn(cohort);
  const sha256 = createHash('sha256').update(canonicalJson(plan.definition)).digest('hex');
  return {
    cohort: { name: plan.cohort, version: null, sha256 },
    leftOut(timeline) {
      const notCounted = whyNotCounted(timeline);
      if (notCounted) return notCounted.code;
      const { verdict } = membership(plan, timeline, derive(timeline, { ...plan.question, cutOff }), cutOff);
      return verdict === 'in' ? null : verdict;
    },
  };
}

function planIn(file: string): Plan {
  if (!existsSync(file)) {
    throw new UsageError(
      `there is no cohort ${file}: give the file of a definition, or "all", every registered patient`,
    );
  }
  const compiled = compile(readFileSync(file, 'utf8'));
  if ('plan' in compiled) return compiled.plan;
  for (const { line, column, detail, remedy, code } of compiled.problems) {
    process.stderr.write(`hepatrace: ${file}:${line}:${column}: ${detail} [${code}] ${remedy}\n`);
  }
  throw new CheckFailed();
}

/** The patients as an export takes them; outcomes are derived when they are first asked for. */
export async function* candidates(
  batches: AsyncIterable<readonly Timeline[]>,
  question: Question,
  { leftOut }: Selection,
): AsyncGenerator<readonly ExportCandidate[]> {
  for await (const batch of batches) {
    yield batch.map((timeline) => {
      let outcomes: Outcomes | null = null;
      return {
        timeline,
        leftOut: leftOut(timeline),
        get outcomes() {
          return (outcomes ??= derive(timeline, question));
        },
      };
    });
  }
}
