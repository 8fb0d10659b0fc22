import { CATALOGUE, fieldsOf, type EventType, type FieldNote } from '../events/index.js';

/** What a field of an event, or a fact, can hold: what tests of it may say. */
export type Kind = {
  readonly list: boolean;
  /** What an absence means, where the catalogue says so. */ readonly absent?: string;
} & (
  | { readonly is: 'words'; readonly values: readonly string[] }
  | { readonly is: 'text' | 'flag' | 'date' }
  | { readonly is: 'number'; readonly unit: string | null; readonly min: number; readonly max: number }
  | { readonly is: 'object'; readonly fields: ReadonlyMap<string, Kind> }
);

export const words = (...values: readonly string[]): Kind => ({ is: 'words', list: false, values });
export const number = (unit: string | null, min = -Infinity, max = Infinity): Kind => ({
  is: 'number',
  list: false,
  unit,
  min,
  max,
});
export const DATE: Kind = { is: 'date', list: false };
export const FLAG: Kind = { is: 'flag', list: false };
export const TEXT: Kind = { is: 'text', list: false };
export const listOf = (kind: Kind): Kind => ({ ...kind, list: true });
export const object = (fields: Readonly<Record<string, Kind>>): Kind => ({
  is: 'object',
  list: false,
  fields: new Map(Object.entries(fields)),
});

/** Types of events that say something of a patient's course: corrections and the like are about the record. */
export const CLINICAL_TYPES: readonly EventType[] = CATALOGUE.filter(({ dated }) => dated);

const KINDS = new Map(
  CLINICAL_TYPES.map(
    (type) => [type.name, new Map([...kindsOf(type.data, type.sealed ?? []), ['date', DATE]])] as const,
  ),
);

/** Fields that every one of these types has, and `date`; sealed ones are none. Lists of words hold those of all. */
export function fieldsOfTypes(types: readonly string[]): ReadonlyMap<string, Kind> {
  const [first = new Map<string, Kind>(), ...others] = types.map((type) => KINDS.get(type) ?? new Map<string, Kind>());
  return new Map(
    [...first].flatMap(([name, kind]): [string, Kind][] => {
      const all = [kind, ...others.map((fields) => fields.get(name))];
      if (!all.every((one) => one !== undefined && one.is === kind.is && one.list === kind.list)) return [];
      const values = all.flatMap((one) => (one?.is === 'words' ? one.values : []));
      return [[name, kind.is === 'words' ? { ...kind, values: [...new Set(values)] } : kind]];
    }),
  );
}

function kindsOf(data: new () => object, sealed: readonly string[]): [string, Kind][] {
  return [...fieldsOf(data)].filter(([name]) => !sealed.includes(name)).map(([name, note]) => [name, kindOf(note)]);
}

interface FieldSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly examples?: readonly string[];
  readonly items?: FieldSchema;
  readonly minimum?: number;
  readonly maximum?: number;
}

function kindOf({ schema, nested, unit, about }: FieldNote): Kind {
  const whole = (typeof schema === 'function' ? schema() : schema) as FieldSchema;
  const list = whole.type === 'array';
  const own = list ? (whole.items ?? {}) : whole;
  const defined = /\babsent: ([^;]+)/.exec(about ?? '')?.[1];
  const absent = defined === undefined ? {} : { absent: defined };
  if (nested) return { is: 'object', list, fields: new Map(kindsOf(nested(), [])), ...absent };
  if (own.enum) return { is: 'words', list, values: own.enum, ...absent };
  if (own.type === 'boolean') return { is: 'flag', list, ...absent };
  if (own.type === 'integer' || own.type === 'number') {
    const { minimum: min = -Infinity, maximum: max = Infinity } = own;
    return { is: 'number', list, unit: unit ?? null, min, max, ...absent };
  }
  // Of the texts, only clinical dates have examples.
  return { is: own.examples ? 'date' : 'text', list, ...absent };
}

/** Words that state nothing: asked of a field, they are its silence. */
const SILENT: ReadonlySet<unknown> = new Set(['not-stated', 'pending', 'unknown', undefined, null]);
export const isSilent = (value: unknown): boolean => SILENT.has(value);

const KIND_TEXT = {
  flag: 'true | false',
  date: 'a date: 2008, 2008-03, 2008-03-02, 2007 to 2009',
  text: 'a text',
} as const;

/** How a field's values read in a message. */
export function kindText(kind: Kind): string {
  if (kind.is === 'words') return kind.values.filter((value) => !isSilent(value)).join(' | ');
  if (kind.is === 'number') return kind.unit === null ? 'a number' : `a number, in ${kind.unit}`;
  if (kind.is === 'object') return `{ ${[...kind.fields.keys()].join(', ')} }`;
  return KIND_TEXT[kind.is];
}
