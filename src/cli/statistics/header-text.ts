import { block } from '../../analyses/index.js';
import type { Factor } from './covariates.js';
import type { Asked } from './estimator.js';
import type { Read } from './sample.js';
import type { Coding } from './status.js';

/** What was read and how it was understood: file, rows, those dropped, events, factors. */
export function headerText(
  title: string,
  { file, rows, used, dropped, missing }: Read,
  { asked, status, factors }: { readonly asked: Asked; readonly status: Coding; readonly factors: readonly Factor[] },
): string {
  const lacking = Object.entries(missing).map(([column, count]) => `${column} ${count}`);
  const facts = [
    ['file', file],
    [
      'rows',
      `${used} of ${rows}${dropped > 0 ? `; ${dropped} dropped for a missing value (${lacking.join(', ')})` : ''}`,
    ],
    ...(asked.time === undefined ? [] : [['time', `${asked.time}, in days`]]),
    ['status', `${status.column}: event ${counts(status.events)}, none ${counts(status.censored)}`],
    ...(asked.strata === undefined ? [] : [['strata', asked.strata]]),
    ...(asked.limits === undefined ? [] : [['limits', `95 %, ${asked.limits}`]]),
    ...factors.map(({ column, reference, levels }) => [
      'factor',
      `${column} against ${reference}${levels.length > 2 ? `, of ${levels.join(', ')}` : ''}`,
    ]),
  ];
  return block(title, '═'.repeat(title.length), ...facts.map(([name = '', value]) => `  ${name.padEnd(8)} ${value}`));
}

const counts = (values: Coding['events']): string =>
  values.length === 0 ? '—' : values.map(({ value, rows }) => `${value} (${rows})`).join(', ');
