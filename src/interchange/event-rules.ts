import { CATALOGUE, eventTypeOf, parseClinicalDate, type Json } from '../events/index.js';
import { dateRule } from './cell-rules.js';
import { dataRules, type MappingContext } from './data-rules.js';
import type { Condition, DateRule, EventRule, FieldRule } from './mapping.js';
import { suggest } from './problem.js';
import type { Path } from './schema-check.js';

/** A rule of a mapping file whose shape is checked. */
export interface GivenRule {
  readonly type: string;
  readonly name?: string;
  readonly when?: readonly GivenCondition[];
  readonly occurredOn: Readonly<Record<string, unknown>>;
  readonly key?: readonly string[];
  readonly repeated?: 'last';
  readonly acknowledge?: readonly string[];
  readonly data?: Record<string, unknown>;
}

interface GivenCondition {
  readonly column: string;
  readonly present?: boolean;
  readonly equals?: Json;
  readonly in?: readonly Json[];
  readonly notIn?: readonly Json[];
}

/** A rule laid over its event type; null, and reported, where there is no such type. */
export function eventRule(
  given: GivenRule,
  acknowledge: readonly string[],
  path: Path,
  context: MappingContext,
): EventRule | null {
  const { dates, report } = context;
  const type = eventTypeOf(given.type);
  if (!type?.dated) {
    const names = CATALOGUE.filter(({ dated }) => dated).map((known) => known.name);
    report(
      [...path, 'type'],
      'unknown-event-type',
      `a row cannot state ${JSON.stringify(given.type)}`,
      suggest(given.type, names),
    );
    return null;
  }
  if (given.repeated && !given.key) {
    const remedy = 'Give the key: the columns that make it this event and no other of the patient.';
    report([...path, 'repeated'], 'rule-without-key', 'without a key no two rows state the same event', remedy);
  }
  const { occurredOn } = given;
  if ('const' in occurredOn && parseClinicalDate(String(occurredOn['const'])) === null) {
    const remedy = 'Give unknown, a date (YYYY-MM-DD) or a relative day ("+0").';
    report(
      [...path, 'occurredOn'],
      'invalid-date',
      `${JSON.stringify(occurredOn['const'])} is no clinical date`,
      remedy,
    );
  }
  const when = (given.when ?? []).map(condition);
  const date: DateRule =
    'const' in occurredOn
      ? { constant: String(occurredOn['const']) }
      : dateRule(occurredOn, dates, [...path, 'occurredOn'], report);
  const data = dataRules(type, given.data ?? {}, [...path, 'data'], context);
  const read = [...columnsIn(data, '/data'), ...columnsIn(date, '/occurredOn')];
  return {
    type: type.name,
    name: given.name ?? null,
    when,
    occurredOn: date,
    data,
    acknowledge: [...new Set([...acknowledge, ...(given.acknowledge ?? [])])],
    columns: [
      ...new Set([...when.map(({ column }) => column), ...read.map(([, column]) => column), ...(given.key ?? [])]),
    ],
    key: given.key ?? null,
    repeated: given.repeated ?? null,
    // Of a date in several columns the year stands for all in messages.
    columnOf: new Map(read.filter(([pointer], i) => read.findIndex(([first]) => first === pointer) === i)),
  };
}

function condition({ column, present = true, equals, in: among, notIn }: GivenCondition): Condition {
  const words = notIn ?? among ?? (equals === undefined ? null : [equals]);
  return { column, words: words && new Set(words.map(String)), expected: notIn ? false : present };
}

/** The columns that a field reads, each with the JSON pointer of what comes from it. */
function columnsIn(rule: FieldRule, pointer: string): (readonly [pointer: string, column: string])[] {
  if ('column' in rule) return [[pointer, rule.column]];
  if ('year' in rule) {
    return [rule.year, rule.month, rule.day].flatMap((column) => (column === null ? [] : [[pointer, column] as const]));
  }
  if ('refersTo' in rule) return rule.on.map(([, ours]) => [pointer, ours]);
  const inner = 'fields' in rule ? [...rule.fields] : 'items' in rule ? [...rule.items] : [];
  return inner.flatMap(([step, field]) => columnsIn(field, `${pointer}/${step}`));
}
