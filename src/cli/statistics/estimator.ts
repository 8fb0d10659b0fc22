import { InvalidArgumentError, Option, type Command } from 'commander';
import { page } from '../../analyses/index.js';
import { InvalidInputError, LIMITS, TIES, type Limits, type Ties } from '../../statistics/index.js';
import { RefusedTableError } from '../failure.js';
import { command, json } from '../options.js';
import { print, printJson } from '../output.js';
import { covariateColumns, type Factor } from './covariates.js';
import { headerText } from './header-text.js';
import { Sample } from './sample.js';
import type { Coding } from './status.js';
import { readTable } from './table.js';

/** What was asked on the command line; commander sees to it that an estimator has what it needs. */
export interface Asked {
  readonly time: string;
  readonly status: string;
  readonly event?: readonly string[];
  readonly group?: string;
  readonly strata?: string;
  readonly start?: string;
  readonly since?: string;
  readonly covariates?: readonly string[];
  readonly ties?: Ties;
  readonly tau: number;
  readonly at?: readonly number[];
  readonly origin?: number;
  readonly limits: Limits;
  readonly curve?: boolean;
  readonly json?: boolean;
}

export interface Estimate {
  /** For `--json`. */
  readonly result: object;
  /** For the terminal: blocks of text. */
  readonly text: readonly string[];
  readonly status: Coding;
  readonly factors?: readonly Factor[];
}

export interface Estimator {
  readonly name: string;
  readonly about: string;
  readonly example: string;
  readonly options: readonly Option[];
  readonly estimate: (sample: Sample, asked: Asked) => Estimate;
}

/** The command of an estimator: reads the table, drops rows that lack a value, estimates, prints. */
export function estimatorCommand({ name, about, example, options, estimate }: Estimator): Command {
  return command(name, about, `hepatrace statistics ${name} ${example}`, [...options, json()])
    .argument('<file>', 'delimited text with the names of the columns in its first row; - reads standard input')
    .action(async (path: string, asked: Asked) => {
      const sample = new Sample(await readTable(path), columnsOf(asked));
      const { result, text, status, factors = [] } = inColumns(sample, asked, () => estimate(sample, asked));
      if (asked.json) printJson({ estimator: name, read: { ...sample.read, status, factors }, ...result });
      else print(page(headerText(about, sample.read, { asked, status, factors }), ...text));
    });
}

/** Columns that a row must have a value in; a missing day of change is never. */
const columnsOf = ({ time, status, group, strata, start, covariates = [] }: Partial<Asked>): readonly string[] => [
  ...new Set(
    [time, status, group, strata, start, ...covariateColumns(covariates)].filter((column) => column !== undefined),
  ),
];

/** What an estimator says of its lists, said of the columns that they came from. */
function inColumns<T>(sample: Sample, asked: Asked, estimate: () => T): T {
  try {
    return estimate();
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    const { code, place, message } = error;
    const column = { groups: asked.group, scores: asked.group, causes: asked.status, strata: asked.strata }[
      place.replace(/\W.*$/, '')
    ];
    const where = column === undefined ? '' : `, column ${column}`;
    throw new RefusedTableError(
      code,
      sample.read.file + where,
      message,
      REMEDIES[code] ?? 'See --help for an example.',
    );
  }
}

const REMEDIES: Partial<Record<InvalidInputError['code'], string>> = {
  'invalid-status': 'Name the column that has the cause with --status, or with --event the values that are causes.',
  'one-group': 'Name the column that tells the groups apart with --group.',
  'invalid-score': 'Number the groups in their order (1, 2, 3), or compare them without one: log-rank.',
};

const dayFrom =
  (least: number) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`${text} is not a whole number of days from ${least} on.`);
  };
const day = dayFrom(0);
const list = (text: string): readonly string[] => text.split(',').map((one) => one.trim());

const time = new Option('--time <column>', 'days to the event or censoring').makeOptionMandatory();
const status = new Option('--status <column>', '1 event, 0 none').makeOptionMandatory();
const event = new Option(
  '--event <value,…>',
  'values of the status that are events (default: 1; incidence: all but 0)',
).argParser(list);
const since = new Option('--since <column>', 'day of the change of state (a resection, say), empty for never');

/** The options of estimators, each described once. */
export const OPTIONS = {
  outcome: [status, event],
  survival: [time, status, event],
  group: new Option('--group <column>', 'one result for each value of this column'),
  groups: new Option('--group <column>', 'the groups to compare').makeOptionMandatory(),
  strata: new Option('--strata <column>', 'compare within the values of this column only'),
  start: new Option('--start <column>', 'rows are stretches: at risk from the day after this day to --time'),
  since,
  landmarkSince: new Option(since.flags, since.description).makeOptionMandatory(),
  covariates: new Option(
    '--covariates <column,…>',
    'numbers as they are, text against its first level; factor(column)',
  ).argParser(list),
  ties: new Option('--ties <method>', 'events on the same day').choices(TIES).default('efron'),
  tau: new Option('--tau <day>', 'restrict the mean to this day').argParser(dayFrom(1)).makeOptionMandatory(),
  at: new Option('--at <day,…>', 'print the estimate on these days').argParser((text: string) => list(text).map(day)),
  landmarkAt: new Option('--at <day>', 'the landmark, fixed in advance')
    .argParser((text: string) => [day(text)])
    .makeOptionMandatory(),
  origin: new Option('--origin <day>', 'start the curves here').argParser(day).default(0),
  limits: new Option('--limits <scale>', 'scale of the 95 % limits (R: log)').choices(LIMITS).default('log-log'),
  curve: new Option('--curve', 'print every step of the curve'),
} as const;
