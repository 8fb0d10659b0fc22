import { LineCounter, parseDocument, type Document } from 'yaml';
import type { Json } from '../events/index.js';
import { cellRule, spellingsOf } from './cell-rules.js';
import type { MappingContext } from './data-rules.js';
import { eventRule, type GivenRule } from './event-rules.js';
import type { Join, Mapping, TableRule } from './mapping.js';
import { MAPPING_SCHEMA } from './mapping-schema.js';
import { ImportRefusedError, suggest, type ImportProblem } from './problem.js';
import { checkSchema, type Path, type Report, type Schema } from './schema-check.js';

/** A mapping file whose shape is checked. */
interface GivenMapping {
  readonly name: string;
  readonly licence?: string;
  readonly source: { readonly system: string };
  readonly file?: GivenTable;
  readonly patient: { readonly column: string; readonly id?: string };
  readonly acknowledge?: readonly string[];
  readonly events?: readonly GivenRule[];
  readonly files?: readonly GivenFile[];
}

interface GivenTable {
  readonly name?: string;
  readonly delimiter?: string;
  readonly quote?: '"' | 'none';
  readonly decimal?: '.' | ',';
  readonly headerRow?: number;
  readonly skipAfterHeader?: number;
  readonly missing?: readonly Json[];
  readonly dates?: string | readonly string[];
  readonly recordedOn?: Readonly<Record<string, unknown>>;
}

interface GivenFile extends GivenTable {
  readonly match?: string;
  readonly patient?: string;
  readonly joins?: Readonly<Record<string, { readonly file: string; readonly on?: string }>>;
  readonly events?: readonly GivenRule[];
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

function compile(given: GivenMapping, report: Report): Mapping {
  const { name, licence = null, source, patient, files, events } = given;
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
  if ((files === undefined) === (events === undefined)) {
    const detail = files ? 'the events of several files stand with each of them' : '"events" is missing here';
    const remedy = 'Give `events` for one table, or `files`, each with its own.';
    report(files ? ['events'] : [], files ? 'field-twice' : 'missing-key', detail, remedy);
  }
  const all = files ?? [{ events: events ?? [] }];
  const rules = all.flatMap((one) => one.events ?? []);
  const named = new Map(
    rules.flatMap(({ name: rule, type, key = null }) => (rule === undefined ? [] : [[rule, { type, key }] as const])),
  );
  return {
    name,
    system: source.system,
    licence,
    patientId: patient.id ?? null,
    tables: all.map((one, i) => tableRule(given, one, files ? ['files', i] : [], { named, report })),
  };
}

function tableRule(
  { file = {}, files = [], patient, acknowledge = [] }: GivenMapping,
  given: GivenFile,
  path: Path,
  { named, report }: Omit<MappingContext, 'dates'>,
): TableRule {
  const own = (name: string): Path => (Object.hasOwn(given, name) ? [...path, name] : ['file', name]);
  const table: GivenFile = { ...file, ...given };
  const { match = null, recordedOn } = table;
  const dates = spellingsOf(table.dates ?? ['YYYY-MM-DD', 'YYYY-MM', 'YYYY'], own('dates'), report);
  const joins = Object.entries(given.joins ?? {}).map(([name, { file: other, on = null }]): [string, Join] => {
    const matches = files.map((one) => one.match ?? '');
    if (!matches.includes(other)) {
      report([...path, 'joins', name, 'file'], 'unknown-file', `no file matches ${other}`, suggest(other, matches));
    }
    return [name, { table: matches.indexOf(other), on }];
  });
  return {
    match,
    document: table.name ?? (match?.includes('*') ? null : match),
    delimiter: table.delimiter ?? ',',
    quote: table.quote ?? '"',
    decimal: table.decimal ?? '.',
    headerRow: table.headerRow ?? 1,
    skipAfterHeader: table.skipAfterHeader ?? 0,
    missing: new Set(table.missing?.map(String)),
    patient: given.patient ?? patient.column,
    recordedOn: recordedOn ? cellRule({ date: true, ...recordedOn }, dates, own('recordedOn'), report) : null,
    joins: new Map(joins),
    events: (given.events ?? []).flatMap(
      (rule, i) => eventRule(rule, acknowledge, [...path, 'events', i], { dates, named, report }) ?? [],
    ),
  };
}
