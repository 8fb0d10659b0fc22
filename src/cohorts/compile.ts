import type { JsonObject } from '../events/index.js';
import { BUILT_IN_MOMENTS, BUILT_IN_SETS, builtIns } from './built-in.js';
import { compileCriterion, type CriteriaNames } from './compile-criteria.js';
import { eventsOf, isMomentTree } from './compile-events.js';
import { KEYS, readDefinition, type Definition } from './definition.js';
import { lookingAhead } from './look-ahead.js';
import { impossibleOrder } from './order.js';
import type { Patient } from './patient.js';
import type { Criterion, Known, NamedEvents, Parameters, Plan } from './plan.js';
import { suggest, type DefinitionProblem } from './problem.js';
import { listed, Scope } from './scope.js';
import { momentOf, type MomentFound } from './selection.js';
import { readSource, type Path } from './source.js';
import { shifted, spanText, type Span } from './span.js';

export type Compiled =
  | { readonly plan: Plan; readonly warnings: readonly DefinitionProblem[] }
  | { readonly problems: readonly DefinitionProblem[] };

/**
 * Reads a definition (YAML 1.2 core or JSON): a plan to evaluate, or every problem of it in one answer, each with its place,
 * the nearest valid name and the remedy.
 * @param known other cohorts, by NAME and NAME@VERSION, for `in:`
 * @param parameters values other than the defaults
 */
export function compile(text: string, known: Known = new Map(), parameters: Parameters = {}): Compiled {
  const source = readSource(text);
  if ('problems' in source) return source;
  const scope = new Scope(source);
  const plan = compileDefinition(source.tree, { text, known, parameters }, scope);
  return plan && scope.problems.length === 0
    ? { plan, warnings: scope.warnings }
    : { problems: scope.problems.toSorted((a, b) => a.line - b.line || a.column - b.column) };
}

/** Parameters that a definition does not have, or of another type than it says. */
export class ParameterError extends Error {
  override readonly name = 'ParameterError';
  constructor(readonly problems: readonly DefinitionProblem[]) {
    super(problems.map(({ detail, remedy }) => `${detail} ${remedy}`).join('\n'));
  }
}

/** The plan with other values of its parameters. @throws ParameterError */
export function bind(plan: Plan, parameters: Parameters): Plan {
  if (Object.keys(parameters).length === 0) return plan;
  const bound = compile(plan.text, plan.known, { ...plan.parameters, ...parameters });
  if ('problems' in bound) throw new ParameterError(bound.problems);
  return bound.plan;
}

interface Given {
  readonly text: string;
  readonly known: Known;
  readonly parameters: Parameters;
}

function compileDefinition(tree: unknown, { text, known, parameters: values }: Given, scope: Scope): Plan | null {
  const written = scope.map(tree, [], 'A definition', KEYS);
  const definition = written && readDefinition(written, values, scope);
  if (!written || !definition) return null;
  const { cohort, title, parameters, outcomes, question, partialDates, landmark } = definition;
  const names = namesOf(definition, known, scope);

  const index = indexOf(definition.index, names, scope);
  const include = listed(definition.include, ['include']).map((one) =>
    compileCriterion(one.given, one.path, names, scope),
  );
  compileTheRest(names, scope);
  if (!index || !include.every((one) => one !== null) || !checkOrder(scope)) return null;
  const criteria = flowOf(include, index, landmark);
  const looksAhead = lookingAhead(criteria, scope.events, { moment: index, landmark });
  for (const { name } of looksAhead) {
    const detail = `"${name}" cannot be known by the ${landmark ? 'landmark' : 'index date'}.`;
    const remedy = 'Counts, proportions and responses are right; times from the index date on are refused.';
    scope.warn(['include'], 'looks-ahead', detail, remedy, 'key');
  }
  const spans = [landmark, ...scope.events.flatMap(({ when }) => when.map(({ span }) => span))];
  const countsMonths = spans.some((span) => span?.unit === 'month' || span?.unit === 'year');
  const { events } = scope;
  const made = { events, index, landmark, criteria, countsMonths, looksAhead };
  return {
    cohort,
    title,
    text,
    known,
    definition: written as JsonObject,
    parameters,
    outcomes,
    question,
    partialDates,
    ...made,
  };
}

function namesOf(
  { cohort, events, criteria, index, landmark, question }: Definition,
  known: Known,
  scope: Scope,
): CriteriaNames {
  const names: CriteriaNames = {
    declared: events,
    criteria,
    compiled: new Map(),
    open: new Set(),
    judged: new Map(),
    builtIn: builtIns(question, (one) => scope.add(one)),
    index: typeof index === 'string' ? index : '',
    landmark: () => {
      const made = scope.events.find(({ name }) => name === 'landmark');
      const moment = made || !landmark ? null : eventsOf(names.index, ['index'], names, scope);
      return made ?? (moment && landmark && scope.add(landmarkMoment(moment, landmark)));
    },
    known,
    cohort,
    question,
  };
  return names;
}

/** So long after the index date. */
function landmarkMoment(index: NamedEvents, span: Span): Omit<NamedEvents, 'slot'> {
  const moment = (patient: Patient): MomentFound => {
    const { told, lo, hi, candidates, anchors } = momentOf(patient, index);
    const later = { ...span, plus: 0 } as const;
    return {
      told,
      lo: shifted(lo, later, patient.basis),
      hi: shifted(hi, later, patient.basis),
      candidates,
      anchors,
      end: null,
    };
  };
  return { name: 'landmark', types: [], sources: [], where: [], when: [], take: 1, derived: { moment } };
}

function indexOf(given: unknown, names: CriteriaNames, scope: Scope): NamedEvents | null {
  if (given === undefined) return null;
  const moments = [
    ...Object.keys(names.declared).filter((name) => isMomentTree(names.declared[name])),
    ...BUILT_IN_MOMENTS,
  ];
  const own = given === 'index' || given === 'landmark';
  if (typeof given === 'string' && moments.includes(given) && !own) return eventsOf(given, ['index'], names, scope);
  if (
    typeof given === 'string' &&
    (Object.hasOwn(names.declared, given) || BUILT_IN_SETS.some((name) => name === given))
  ) {
    scope.problem(['index'], 'needs-take', `"${given}" is a set and has no date.`, 'Add take: first.');
  } else {
    const name = typeof given === 'string' ? given : JSON.stringify(given);
    scope.problem(
      ['index'],
      'unknown-name',
      `There is no moment "${name}".`,
      suggest(
        name,
        moments.filter((one) => one !== 'index' && one !== 'landmark'),
      ),
    );
  }
  return null;
}

/** What nothing uses is read all the same: it may be wrong. */
function compileTheRest(names: CriteriaNames, scope: Scope): void {
  for (const name of Object.keys(names.criteria)) {
    if (scope.used.has(name)) continue;
    scope.warn(
      ['criteria', name],
      'unused-name',
      `Nothing uses "${name}".`,
      'Name it in include, or take it out.',
      'key',
    );
    compileCriterion(names.criteria[name], ['criteria', name], names, scope);
  }
  const unused = Object.keys(names.declared).filter((name) => !scope.used.has(name));
  for (const name of unused) eventsOf(name, ['events', name], names, scope);
  for (const name of unused) {
    scope.warn(
      ['events', name],
      'unused-name',
      `Nothing uses "${name}".`,
      'Name it in include or in a phrase, or take it out.',
      'key',
    );
  }
}

function checkOrder(scope: Scope): boolean {
  const circle = impossibleOrder(scope.events);
  const placed = circle?.filter(({ events }) => scope.places.has(events)) ?? [];
  if (!circle) return true;
  const last = placed.at(-1) ?? circle.at(-1);
  const said = circle.map(({ events, phrase }) => `${events.name} ${events.when[phrase]?.text ?? ''}`);
  const path: Path = last ? [...(scope.places.get(last.events) ?? ['events']), 'when', last.phrase] : ['events'];
  const detail = `No dates satisfy: ${[...new Set(said)].join('; ')}.`;
  scope.problem(path, 'impossible-order', detail, 'Turn one of them round, or widen its span.');
  return false;
}

/** Index, landmark and what is included; the index where it is named, and first where it is not. */
function flowOf(include: readonly Criterion[], index: NamedEvents, span: Span | null): readonly Criterion[] {
  const isIndex = (one: Criterion): boolean => one.is === 'events' && one.events === index;
  const asIndex = (name: string): readonly Criterion[] => [
    { is: 'index', name, events: index },
    ...(span
      ? [{ is: 'landmark', name: `known alive ${spanText(span)} after ${index.name}`, events: index, span } as const]
      : []),
  ];
  const rows = include.flatMap((one) => (isIndex(one) ? asIndex(one.name) : one));
  return include.some(isIndex) ? rows : [...asIndex(`index: ${index.name}`), ...rows];
}
