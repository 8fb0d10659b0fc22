import { Command, Option } from 'commander';
import { RULE_SETS } from '../outcomes/index.js';
import { UsageError } from './failure.js';

/** Options that several commands share, each described once. */
export const dataDir = (): Option =>
  new Option('--data-dir <dir>', 'data folder (default: $HEPATRACE_DATA_DIR or ./data)');
export const json = (): Option => new Option('--json', 'print the result as JSON');
export const asOf = (): Option =>
  new Option('--as-of <moment>', 'as known then: a position, an instant with its zone, or a date (its end, UTC)');
export const asKnownAtSource = (): Option =>
  new Option('--as-known-at-source <date>', 'only what the source had recorded by the end of this day, month or year');
export const cutOff = (): Option =>
  new Option('--cut-off <day>', 'clinical data cut-off: a date, or a relative day such as +365');
export const ruleSet = (): Option =>
  new Option('--rule-set <name>', `rules of the endpoints: ${RULE_SETS.join(', ')} (default: fda-2007-table-a)`);
export const timeZero = (): Option => new Option('--time-zero <name>', 'where time starts; required under as-recorded');

export const option = (): Option =>
  new Option('--option <name=value>', 'a setting of the rules, for instance schedule.interval=84; may be repeated')
    .argParser<readonly string[]>((value, earlier) => [...earlier, value])
    .default([], 'the usual ones');

/** @param what each of them does */
export const threads = (what: string): Option =>
  new Option('--threads <n>', `side by side, ${what} (default: by the size of the log)`);
const MOST_THREADS = 16;

/** The number of threads asked for; null: by the size of the log. @throws UsageError */
export function threadsOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= MOST_THREADS) return number;
  throw new UsageError(`--threads ${text} is no number of threads: give a whole number from 1 to ${MOST_THREADS}`);
}

export interface ReadOptions {
  readonly dataDir?: string;
  readonly json?: boolean;
  readonly asOf?: string;
  readonly asKnownAtSource?: string;
  readonly cutOff?: string;
  readonly ruleSet?: string;
  readonly timeZero?: string;
  readonly option?: readonly string[];
}

/** A command with an example under its help. */
export function command(name: string, about: string, example: string, options: readonly Option[]): Command {
  const made = new Command(name).description(about).addHelpText('after', `\nExample:\n  ${example}`);
  for (const option of options) made.addOption(option);
  return made;
}
