import { schemaOf, type EventType, type Json } from '../events/index.js';
import { dateSpelling, type DateSpelling } from './date-spelling.js';
import type { CellRule, FieldRule, ListRule, PartRule } from './mapping.js';
import { suggest } from './problem.js';
import { isObject, type Path, type Report, type Schema } from './schema-check.js';

/** The rules of an event's data by field path, laid over the fields that the catalogue knows. */
export function dataRules(
  type: EventType,
  given: Readonly<Record<string, unknown>>,
  dates: readonly DateSpelling[],
  path: Path,
  report: Report,
): PartRule {
  const root: PartRule = { fields: new Map() };
  const schema = schemaOf(type.data) as Schema;
  for (const [name, rule] of Object.entries(given)) {
    const at = [...path, name];
    const steps = name.split('.');
    const field = fieldAt(schema, steps, at, report);
    if (!field) continue;
    const leaf = leafRule(rule, field, dates, at, report);
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

function leafRule(rule: unknown, field: Schema, dates: readonly DateSpelling[], at: Path, report: Report): FieldRule {
  if (!isObject(rule) || 'const' in rule) {
    const constant = (isObject(rule) ? rule['const'] : rule) as Json;
    checkWord(constant, field, at, report);
    return { constant };
  }
  const cell = cellRule(rule, dates, at, report);
  const one = field.items ?? field;
  const words = [...(cell.map?.values() ?? []), cell.otherwise].filter((word) => word !== null);
  for (const word of words) checkWord(word, one, at, report);
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

/** A rule that reads one cell; its shape is checked already. */
export function cellRule(
  rule: Record<string, unknown>,
  dates: readonly DateSpelling[],
  at: Path,
  report: Report,
): CellRule {
  const map = rule['map'] as Record<string, Json> | undefined;
  return {
    column: (rule['column'] ?? rule['days']) as string,
    reads: 'days' in rule ? 'days' : rule['date'] === true ? 'date' : 'text',
    spellings: rule['format'] === undefined ? dates : spellingsOf(rule['format'], [...at, 'format'], report),
    missing: (rule['missing'] ?? null) as Json,
    map: map ? new Map(Object.entries(map)) : null,
    otherwise: (rule['otherwise'] ?? null) as Json,
    times: (rule['times'] as number | undefined) ?? 1,
    list: null,
  };
}

export function spellingsOf(formats: unknown, at: Path, report: Report): DateSpelling[] {
  return [formats].flat().flatMap((format) => {
    const spelling = dateSpelling(String(format));
    if (!spelling) {
      const remedy =
        'Write YYYY, MM or M or MMM, DD or D, and what stands between: YYYY-MM-DD, D.M.YYYY, DDMMMYYYY, MM/YYYY.';
      report(at, 'unknown-date-format', `${JSON.stringify(format)} is no format of dates`, remedy);
    }
    return spelling ?? [];
  });
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
