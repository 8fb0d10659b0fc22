import { schemaOf, type EventType, type Json } from '../events/index.js';
import { cellRule, dateRule } from './cell-rules.js';
import type { DateSpelling } from './date-spelling.js';
import type { FieldRule, ListRule, PartRule, ReferenceRule } from './mapping.js';
import { suggest } from './problem.js';
import { isObject, type Path, type Report, type Schema } from './schema-check.js';

/** What the rules of one mapping have in common while they are read. */
export interface MappingContext {
  /** How the dates of the table are spelt. */
  readonly dates: readonly DateSpelling[];
  /** The rules that have a name, in any table. */
  readonly named: ReadonlyMap<string, { readonly type: string; readonly key: readonly string[] | null }>;
  readonly report: Report;
}

/** The rules of an event's data by field path, laid over the fields that the catalogue knows. */
export function dataRules(
  type: EventType,
  given: Readonly<Record<string, unknown>>,
  path: Path,
  context: MappingContext,
): PartRule {
  const { report } = context;
  const root: PartRule = { fields: new Map() };
  const schema = schemaOf(type.data) as Schema;
  for (const [name, rule] of Object.entries(given)) {
    const at = [...path, name];
    const steps = name.split('.');
    const field = fieldAt(schema, steps, at, report);
    if (!field) continue;
    const leaf = leafRule(rule, field, at, context);
    if (!place(root, steps, leaf)) {
      report(at, 'field-twice', `the field ${name} is given twice, whole and in parts`, 'Give it once.');
    }
  }
  for (const name of schema.required ?? []) {
    if (root.fields.has(name)) continue;
    const remedy = `Add it to data: ${meaning(schema.properties?.[name])}.`;
    report(path, 'missing-field', `${type.name} needs the field ${JSON.stringify(name)}`, remedy);
  }
  return root;
}

function fieldAt(schema: Schema, steps: readonly string[], at: Path, report: Report): Schema | null {
  let here = schema;
  for (const step of steps) {
    const inner = here.items ? (/^\d{1,2}$/.test(step) ? here.items : undefined) : own(here.properties, step);
    if (!inner) {
      const remedy = here.items
        ? 'Number the parts of a list: results.0.marker.'
        : suggest(step, Object.keys(here.properties ?? {}));
      report(at, 'unknown-field', `the event has no field ${steps.join('.')}`, remedy);
      return null;
    }
    here = inner;
  }
  if (here.properties || here.items?.properties) {
    const names = Object.keys(here.properties ?? here.items?.properties ?? {});
    const step = here.items ? '.0' : '';
    report(
      at,
      'field-has-parts',
      `${steps.join('.')} has parts`,
      `Give them singly: ${names.map((name) => `${steps.join('.')}${step}.${name}`).join(', ')}.`,
    );
    return null;
  }
  return here;
}

const own = (members: Schema['properties'], name: string): Schema | undefined =>
  members && Object.hasOwn(members, name) ? members[name] : undefined;

/** Puts a rule at its place in the tree; false where something else is there already. */
function place(root: PartRule, steps: readonly string[], leaf: FieldRule): boolean {
  let here = root as PartRule | ListRule;
  for (const [i, step] of steps.entries()) {
    const known: FieldRule | undefined = 'items' in here ? here.items.get(Number(step)) : here.fields.get(step);
    const last = i === steps.length - 1;
    if (known && (last || !isBranch(known))) return false;
    const branch: PartRule | ListRule = /^\d/.test(steps[i + 1] ?? '') ? { items: new Map() } : { fields: new Map() };
    const next: PartRule | ListRule = known && isBranch(known) ? known : branch;
    if ('items' in here) here.items.set(Number(step), last ? leaf : next);
    else here.fields.set(step, last ? leaf : next);
    here = next;
  }
  return true;
}

const isBranch = (rule: FieldRule): rule is PartRule | ListRule => 'fields' in rule || 'items' in rule;

function leafRule(rule: unknown, field: Schema, at: Path, { dates, named, report }: MappingContext): FieldRule {
  if (!isObject(rule) || 'const' in rule) {
    const constant = (isObject(rule) ? rule['const'] : rule) as Json;
    checkWord(constant, field, at, report);
    return { constant };
  }
  if ('event' in rule) return referenceRule(rule, field, named, at, report);
  if ('year' in rule) return dateRule(rule, dates, at, report);
  const cell = cellRule(rule, dates, at, report);
  const one = field.items ?? field;
  const words = [...(cell.map?.values() ?? []), cell.otherwise].filter((word) => word !== null);
  for (const word of words.flatMap((each) => (field.items ? each : [each]) as Json)) checkWord(word, one, at, report);
  if (cell.missing !== null) checkWord(cell.missing, one, at, report);
  if (one.type === 'boolean' && !cell.map) {
    report(
      at,
      'needs-map',
      `${JSON.stringify(String(at.at(-1)))} is true or false`,
      'Add a map, for instance map: { Y: true, N: false }.',
    );
  }
  const counted = cell.reads === 'text' && !cell.map && (one.type === 'integer' || one.type === 'number');
  if ('times' in rule && !counted) {
    report(at, 'not-a-quantity', 'only a quantity can be multiplied', 'Leave `times` out.');
  }
  if ('split' in rule && !field.items) report(at, 'not-a-list', 'only a list can be split', 'Leave `split` out.');
  return {
    ...cell,
    reads: counted ? 'number' : cell.reads,
    list: field.items ? { split: (rule['split'] as string | undefined) ?? null } : null,
  };
}

/** A field that names the event of another rule, by the columns of that rule's key. */
function referenceRule(
  rule: Record<string, unknown>,
  field: Schema,
  named: MappingContext['named'],
  at: Path,
  report: Report,
): ReferenceRule {
  const name = rule['event'] as string;
  const on = (rule['on'] ?? {}) as Readonly<Record<string, string>>;
  const other = named.get(name);
  if (field.format !== 'uuid') {
    report(at, 'not-a-reference', 'the field names no other event', 'Give a constant or a column.');
  }
  if (!other)
    report(
      [...at, 'event'],
      'unknown-rule',
      `no rule is called ${JSON.stringify(name)}`,
      suggest(name, [...named.keys()]),
    );
  else if (!other.key) {
    const remedy = `Give ${name} a key: the columns that make it this event and no other of the patient.`;
    report([...at, 'event'], 'rule-without-key', `the rule ${name} has no key to be named by`, remedy);
  }
  const key = other?.key ?? [];
  const stray = Object.keys(on).find((column) => !key.includes(column));
  if (other?.key && stray !== undefined) {
    report([...at, 'on', stray], 'unknown-column', `the key of ${name} has no column ${stray}`, suggest(stray, key));
  }
  return { refersTo: { type: other?.type ?? '', name }, on: key.map((column) => [column, on[column] ?? column]) };
}

/** Whether a constant or a word of a map can be the field's value. */
function checkWord(word: Json, field: Schema, at: Path, report: Report): void {
  if (field.items && Array.isArray(word)) {
    for (const part of word as readonly Json[]) checkWord(part, field.items, at, report);
    return;
  }
  const fits =
    field.enum?.includes(word) ??
    (field.type === 'integer' ? Number.isInteger(word) : field.type === 'array' ? false : typeof word === field.type);
  if (!fits) report(at, 'invalid-word', `the field cannot be ${JSON.stringify(word)}`, `Give ${meaning(field)}.`);
}

const meaning = (field: Schema | undefined): string =>
  field?.enum
    ? `one of ${field.enum.join(', ')}`
    : field?.type === 'array'
      ? 'a list'
      : `a ${String(field?.type ?? 'value')}${field?.type === 'string' ? ', in quotes where it looks like a number' : ''}`;
