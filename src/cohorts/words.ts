import type { Criterion, EventSource, NamedEvents } from './plan.js';

/** A criterion in words, for the flow chart and for whoever asks what a definition says. */
export function criterionText(criterion: Criterion): string {
  switch (criterion.is) {
    case 'events':
    case 'index':
      return criterion.events.take === null ? `any ${criterion.events.name}` : criterion.events.name;
    case 'landmark':
      return criterion.name;
    case 'fact':
      return `${criterion.path} ${criterion.test.words}`;
    case 'in':
      return `in ${criterion.cohort}`;
    case 'at-least':
      return `at least ${criterion.count} of: ${listText(criterion.of, ', ')}`;
    case 'all':
      return listText(criterion.of, ' and ');
    case 'any':
      return listText(criterion.of, ' or ');
    default:
      return `no ${listText(criterion.of, ', no ').replaceAll('any ', '')}`;
  }
}

const listText = (criteria: readonly Criterion[], between: string): string =>
  criteria.map(({ name }) => name).join(between);

/** What a name stands for: `first ResectionPerformed, organ liver, within 6 months after third-cycle`. */
export function eventsText({ sources, where, when, take, types }: NamedEvents): string {
  const from = sources.length > 0 ? sources.map(sourceText) : types;
  const parts = [
    `${take === null ? '' : `${ordinal(take)} `}${from.join(' or ')}`,
    ...where.map(({ field, test }) => `${field} ${test.words}`),
    ...when.map(({ text }) => text),
  ];
  return parts.join(', ');
}

const sourceText = (source: EventSource): string =>
  'type' in source ? source.type : 'events' in source ? source.events.name : source.recorded.types.join(' or ');

function ordinal(take: number): string {
  if (take === 1) return 'first';
  if (take === -1) return 'last';
  const teen = take % 100 >= 11 && take % 100 <= 13;
  return `${take}${teen ? 'th' : (['th', 'st', 'nd', 'rd'][take % 10] ?? 'th')}`;
}
