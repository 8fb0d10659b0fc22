import { LineCounter, parseDocument, type Document } from 'yaml';
import { CATALOGUE, eventTypeOf, parseClinicalDate, type Json } from '../events/index.js';
import { cellRule, dataRules, spellingsOf } from './data-rules.js';
import type { DateSpelling } from './date-spelling.js';
import type { CellRule, Condition, EventRule, FieldRule, Mapping } from './mapping.js';
import { MAPPING_SCHEMA } from './mapping-schema.js';
import { ImportRefusedError, suggest, type ImportProblem } from './problem.js';
import { checkSchema, type Path, type Report, type Schema } from './schema-check.js';

/** A mapping file whose shape is checked. */
interface GivenMapping {
  readonly name: string;
  readonly source: { readonly system: string };
  readonly file?: Partial<Record<'name' | 'delimiter', string>> & {
    readonly quote?: '"' | 'none';
    readonly decimal?: '.' | ',';
    readonly headerRow?: number;
    readonly skipAfterHeader?: number;
    readonly missing?: readonly (string | number | boolean)[];
    readonly dates?: string | readonly string[];
  };
  readonly patient: { readonly column: string; readonly id?: string };
  readonly acknowledge?: readonly string[];
  readonly events: readonly GivenRule[];
}

interface GivenRule {
  readonly type: string;
  readonly name?: string;
  readonly when?: readonly { column: string; present?: boolean; equals?: Json; in?: readonly Json[] }[];
  readonly occurredOn: Record<string, unknown>;
  readonly key?: readonly string[];
  readonly data?: Record<string, unknown>;
}

/**
 * Reads a mapping file (YAML) against its schema and the catalogue of events.
 * @param fileName for the messages
 * @throws ImportRefusedError with every mistake in the file, each with line and column, remedy and the nearest valid name
 */
export function readMapping(text: string, fileName: string): Mapping {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const problems: ImportProblem[] = document.errors.map((error) => ({
    code: 'invalid-yaml',
    place: `${fileName}:${error.linePos?.[0].line ?? 1}:${error.linePos?.[0].col ?? 1}`,
    detail: error.message.split('\n')[0]?.replace(/ at line \d+.*$/, '') ?? '',
    remedy: 'Mend the YAML.',
  }));
  if (problems.length > 0) throw new ImportRefusedError(problems);
  const report: Report = (path, code, detail, remedy) => {
    const { line, col } = lines.linePos(offsetOf(document, path));
    problems.push({ code, place: `${fileName}:${line}:${col}`, detail, remedy });
  };
  const given: unknown = document.toJS();
  checkSchema(given, MAPPING_SCHEMA as Schema, [], report);
  if (problems.length > 0) throw new ImportRefusedError(problems);
  const mapping = compile(given as GivenMapping, report);
  if (problems.length > 0) throw new ImportRefusedError(problems);
  return mapping;
}

/** Where the node of a path begins, or the nearest node around it. */
function offsetOf(document: Document, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as { range?: readonly number[] } | undefined;
    if (node?.range) return node.range[0] ?? 0;
  }
  return 0;
}

function compile(
  { name, source, file = {}, patient, acknowledge = [], events }: GivenMapping,
  report: Report,
): Mapping {
  const dates = spellingsOf(file.dates ?? ['YYYY-MM-DD', 'YYYY-MM', 'YYYY'], ['file', 'dates'], report);
  const placeholders = [...(patient.id?.matchAll(/\{([^}]*)\}/g) ?? [])].map(([, column]) => column);
  if (
    patient.id !== undefined &&
    (placeholders.length === 0 || placeholders.some((column) => column !== patient.column))
  ) {
    const remedy = `Write for instance ${name}-{${patient.column}}.`;
    report(
      ['patient', 'id'],
      'invalid-template',
      "the patient's id is made of the patient's column and of nothing else",
      remedy,
    );
  }
  return {
    name,
    system: source.system,
    file: {
      name: file.name ?? null,
      delimiter: file.delimiter ?? ',',
      quote: file.quote ?? '"',
      decimal: file.decimal ?? '.',
      headerRow: file.headerRow ?? 1,
      skipAfterHeader: file.skipAfterHeader ?? 0,
      missing: new Set(file.missing?.map(String)),
    },
    patient: { column: patient.column, id: patient.id ?? null },
    acknowledge,
    events: events.flatMap((rule, i) => eventRule(rule, dates, ['events', i], report) ?? []),
  };
}

function eventRule(given: GivenRule, dates: readonly DateSpelling[], path: Path, report: Report): EventRule | null {
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
  const when = (given.when ?? []).map(({ column, present = true, equals, in: words }): Condition => ({
    column,
    present,
    words: equals === undefined && !words ? null : new Set((words ?? [equals]).map(String)),
  }));
  const date: EventRule['occurredOn'] =
    'const' in occurredOn
      ? { constant: String(occurredOn['const']) }
      : cellRule({ date: true, ...occurredOn }, dates, [...path, 'occurredOn'], report);
  const data = dataRules(type, given.data ?? {}, dates, [...path, 'data'], report);
  const columnOf = new Map(cellsIn(data, '/data').map(([pointer, { column }]) => [pointer, column]));
  if ('column' in date) columnOf.set('/occurredOn', date.column);
  return {
    type: type.name,
    name: given.name ?? null,
    when,
    occurredOn: date,
    data,
    columns: [...new Set([...when.map(({ column }) => column), ...columnOf.values(), ...(given.key ?? [])])],
    key: given.key ?? null,
    columnOf,
  };
}

function cellsIn(rule: FieldRule, pointer: string): [string, CellRule][] {
  if ('column' in rule) return [[pointer, rule]];
  const inner = 'fields' in rule ? [...rule.fields] : 'items' in rule ? [...rule.items] : [];
  return inner.flatMap(([step, field]) => cellsIn(field, `${pointer}/${step}`));
}
