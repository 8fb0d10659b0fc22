import { QuestionError, questionOf, type Asked, type Question } from '../outcomes/index.js';
import { BUILT_IN_MOMENTS, BUILT_IN_SETS } from './built-in.js';
import { readParameters, substituted } from './parameters.js';
import type { Parameters, Plan } from './plan.js';
import { suggest } from './problem.js';
import { NAME, type Scope, type Tree } from './scope.js';
import { parseSpan, type Span } from './span.js';

/** Version of the grammar (cohorts.md 1); kept with every definition. */
export const GRAMMAR = 1;

/** A definition whose frame is read: parameters in place, events and criteria as written. */
export interface Definition {
  readonly cohort: string;
  readonly title: string | null;
  readonly parameters: Parameters;
  readonly outcomes: Asked;
  readonly question: Question;
  readonly partialDates: Plan['partialDates'];
  readonly events: Tree;
  readonly criteria: Tree;
  readonly index: unknown;
  readonly landmark: Span | null;
  readonly include: unknown;
}

export const KEYS = [
  'cohort',
  'title',
  'note',
  'parameters',
  'outcomes',
  'partialDates',
  'events',
  'criteria',
  'index',
  'landmark',
  'include',
];
const REQUIRED = {
  cohort: 'Add cohort: with its name in kebab-case.',
  index: 'Add index: with the moment that patients are counted from.',
  include: 'Add include: with the criteria, in the order of the flow chart.',
};
export const PARTIAL_DATES = ['cannot-tell', 'imputed'] as const;
const OUTCOMES_KEYS = ['ruleSet', 'timeZero', 'options'];

/** Reads all but events and criteria; what is wrong is reported, and the rest is read on. */
export function readDefinition(written: Tree, values: Parameters, scope: Scope): Definition {
  for (const key of Object.keys(written)) {
    if (!KEYS.includes(key))
      scope.problem([key], 'unknown-key', `A definition has no "${key}".`, suggest(key, KEYS), 'key');
  }
  for (const [key, remedy] of Object.entries(REQUIRED)) {
    if (written[key] === undefined) scope.problem([], 'missing-key', `"${key}" is missing.`, remedy);
  }
  for (const key of ['title', 'note']) {
    const text = written[key];
    if (text !== undefined && typeof text !== 'string')
      scope.problem([key], 'wrong-type', `The ${key} is a text.`, 'Put it in quotes.');
  }
  const { cohort, title } = written;
  if (cohort !== undefined && !(typeof cohort === 'string' && NAME.test(cohort))) {
    scope.problem(
      ['cohort'],
      'bad-name',
      `${JSON.stringify(cohort)} is not kebab-case.`,
      'Write for instance resected-liver.',
    );
  }
  if (cohort === 'all') {
    scope.problem(['cohort'], 'repeated-name', '"all" is every registered patient.', 'Give it another name.');
  }
  const parameters = readParameters(written['parameters'], values, scope);
  const body = (key: string): unknown => substituted(written[key], parameters, [key], scope);
  const [events, criteria] = [section(body('events'), 'events', scope), section(body('criteria'), 'criteria', scope)];
  checkNames(events, criteria, scope);
  const partialDates = written['partialDates'] ?? 'cannot-tell';
  const kept = PARTIAL_DATES.find((one) => one === partialDates);
  if (!kept)
    scope.problem(
      ['partialDates'],
      'bad-value',
      'Partial dates are kept, or imputed.',
      `Write one of: ${PARTIAL_DATES.join(', ')}.`,
    );
  const asked = section(written['outcomes'], 'outcomes', scope);
  return {
    cohort: typeof cohort === 'string' ? cohort : '',
    title: typeof title === 'string' ? title : null,
    parameters,
    outcomes: asked,
    question: questionIn(asked, scope),
    partialDates: kept ?? 'cannot-tell',
    events,
    criteria,
    index: written['index'],
    landmark: landmarkIn(body('landmark'), scope),
    include: body('include') ?? [],
  };
}

const section = (given: unknown, key: string, scope: Scope): Tree =>
  given === undefined ? {} : (scope.map(given, [key], key, null) ?? {});

function checkNames(events: Tree, criteria: Tree, scope: Scope): void {
  const taken = new Set<string>([...BUILT_IN_MOMENTS, ...BUILT_IN_SETS]);
  for (const [key, names] of [
    ['events', events],
    ['criteria', criteria],
  ] as const) {
    for (const name of Object.keys(names)) {
      if (!NAME.test(name)) {
        scope.problem(
          [key, name],
          'bad-name',
          `"${name}" is not kebab-case.`,
          'Write small letters, figures and hyphens: third-cycle.',
          'key',
        );
      }
      if (taken.has(name)) {
        scope.problem(
          [key, name],
          'repeated-name',
          `"${name}" is taken.`,
          'Give it another name: events, criteria and what is built in share theirs.',
          'key',
        );
      }
      taken.add(name);
    }
  }
}

/** The question that the outcomes are derived under: a wrong one is told as the outcomes tell it. */
function questionIn(asked: Tree, scope: Scope): Question {
  for (const key of Object.keys(asked)) {
    if (!OUTCOMES_KEYS.includes(key))
      scope.problem(['outcomes', key], 'unknown-key', `outcomes has no "${key}".`, suggest(key, OUTCOMES_KEYS), 'key');
  }
  try {
    const { ruleSet, timeZero, options } = asked as Asked;
    return questionOf({ ruleSet, timeZero, options });
  } catch (error) {
    if (!(error instanceof QuestionError)) throw error;
    scope.problem(['outcomes', ...error.pointer.split('/').slice(1)], 'bad-value', error.detail, error.remedy);
    return questionOf();
  }
}

function landmarkIn(given: unknown, scope: Scope): Span | null {
  const span = typeof given === 'string' ? parseSpan(given) : null;
  if (given !== undefined && !span) {
    scope.problem(
      ['landmark'],
      'bad-value',
      `${JSON.stringify(given)} is no span of time.`,
      'Write for instance 3 months.',
    );
  }
  return span;
}
