import type { Learnt } from '../timeline/index.js';
import { reasonText, summary, wrap } from './timeline-text.js';

/** An event that was learnt: what it says, then when, by whom and why it was recorded, and what stood there before. */
export function learntLines({
  type,
  of,
  states,
  before,
  recordedAt,
  recordedBy,
  recordedOn,
  reason,
  mergedFrom,
}: Learnt): readonly string[] {
  const content = states ?? before;
  const about = of?.type ?? type;
  const mark = of === null ? '+' : states === null ? '✗' : '✎';
  const what = of === null ? 'recorded' : states === null ? 'retracted' : 'corrected';
  const day = (content?.occurredOn ?? '').padEnd(10);
  const whom = mergedFrom === null ? '' : ` for ${mergedFrom}`;
  const why = reason === null ? '' : `: ${reasonText(reason)}`;
  const was = of && states && before ? `; before: ${before.occurredOn} ${summary(about, before.data)}` : '';
  const source = recordedOn === null ? '' : ` (at the source ${recordedOn})`;
  return [
    ...wrap(`  ${mark} ${day}  ${about}  `, content ? summary(about, content.data) : ''),
    ...wrap(
      `    ${' '.repeat(day.length)}  ↳ `,
      `${what}${whom} ${recordedAt.slice(0, 16).replace('T', ' ')} by ${recordedBy.subject}${source}${why}${was}`,
    ),
  ];
}
