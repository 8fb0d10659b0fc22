import { Option, type Command } from 'commander';
import { parseClinicalDate } from '../../events/index.js';
import type { Plan } from '../../cohorts/index.js';
import type { LogPoint } from '../../ports/index.js';
import { Cohorts } from '../../studies/index.js';
import { UsageError } from '../failure.js';
import { readFolder, type OpenFolder } from '../folder.js';
import { asOf, command, cutOff, dataDir, json, type ReadOptions } from '../options.js';
import { named } from '../parameters.js';

export interface CohortOptions extends ReadOptions {
  readonly with: Readonly<Record<string, string>>;
}

export const withParameters = (): Option =>
  new Option('--with <name=value...>', 'of the definition, for instance max-age=70')
    .argParser(named)
    .default({}, 'its defaults');

/** A command that asks a cohort something, as known then. */
export const question = (name: string, about: string, example: string): Command =>
  command(name, about, `hepatrace cohort ${name} ${example}`, [
    withParameters(),
    asOf(),
    cutOff(),
    json(),
    dataDir(),
  ]).exitOverride();

/** Opens the data folder for a question. */
export const asking = <T>(
  { dataDir: folder, asOf: when, cutOff: day }: ReadOptions,
  use: (open: OpenFolder & { cohorts: Cohorts; moment: LogPoint | null; cutOff: string | null }) => Promise<T>,
): Promise<T> => {
  const until = day ?? null;
  if (until !== null && parseClinicalDate(until)?.precision !== 'day') {
    throw new UsageError(`--cut-off ${until} is no day: give a date (2009-12-31) or a relative day (+365)`);
  }
  return readFolder(folder, async (open) =>
    use({ ...open, cohorts: new Cohorts(open.store), moment: await open.asOf(when), cutOff: until }),
  );
};

/** What every answer of `--json` begins with. */
export const frameOf = (
  plan: Plan,
  used: { readonly version: number | null; readonly sha256: string },
  asOfPoint: LogPoint | null,
  until: string | null,
) => ({
  cohort: { name: plan.cohort, version: used.version, sha256: used.sha256, parameters: plan.parameters },
  asOf: { position: asOfPoint?.position ?? null, recordedAt: asOfPoint?.recordedAt ?? null },
  cutOff: until,
  looksAhead: plan.looksAhead,
});
