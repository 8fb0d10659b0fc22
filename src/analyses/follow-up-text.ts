import type { FollowUpResult } from './follow-up.js';
import { monthsText, quantileText } from './survival-text.js';
import { block, excludedText, footer, header, page, table } from './text.js';

/** A follow-up result for the terminal: how long, and of whom. */
export function followUpText(result: FollowUpResult): string {
  const rows = result.groups.map(({ name, n, deaths, alive, median, quartiles: [first, , third] }) => [
    name,
    ...[n, alive, deaths].map(String),
    quantileText(median),
    monthsText(median),
    ...[first, third].map((one) => (one ? quantileText(one) : '')),
  ]);
  return page(
    header('Follow-up', result),
    block(
      ...table([['', 'n', 'alive', 'died', 'median follow-up', '', '25 % until', '75 % until'], ...rows], [4, 5]),
      'by reverse Kaplan-Meier: a death cuts short how long a patient would have been followed',
    ),
    excludedText(result),
    footer(result),
  );
}
