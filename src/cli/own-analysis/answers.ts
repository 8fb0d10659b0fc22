import type { Analysis, CountedFrom } from '../../analyses/index.js';
import { DISEASE_FREE, ENTRIES, TIME_ZEROS } from '../../outcomes/index.js';
import { Fault } from './fault.js';
import type { Frame } from './frame.js';

/** What a result itself says of a row or a group. */
const OF_A_ROW = ['patientId', 'group', 'stratum'];
const OF_A_GROUP = ['name'];
const COUNTED_FROM: readonly CountedFrom[] = [...TIME_ZEROS, ...ENTRIES, DISEASE_FREE];

/** The analysis with a frame that says where it is, and with every answer looked at before a result is made of it. */
export function watched(analysis: Analysis, frame: Frame): Analysis {
  const { name, version, about, timeless = false, parameters } = analysis;
  return {
    name,
    version,
    about,
    timeless,
    parameters,
    patient: (member, asked) => frame.during('patient', () => rowOf(analysis.patient(frame.handedOut(member), asked))),
    summary: (group, asked) => frame.during('summary', () => objectOf(analysis.summary(group, asked), OF_A_GROUP)),
    ...(analysis.comparison && {
      comparison: (groups, asked) => frame.during('comparison', () => plain(analysis.comparison?.(groups, asked))),
    }),
    ...(analysis.timeZero && {
      timeZero: (question, given) => frame.during('timeZero', () => timeZeroIn(analysis.timeZero?.(question, given))),
    }),
    ...(analysis.limits && { limits: (given) => frame.during('limits', () => textIn(analysis.limits?.(given))) }),
    ...(analysis.text && { text: (result) => frame.during('text', () => textIn(analysis.text?.(result))) }),
  };
}

function timeZeroIn(answer: unknown): CountedFrom {
  const found = COUNTED_FROM.find((one) => one === answer);
  if (found) return found;
  throw new Fault('bad-answer', `there is no time zero ${shown(answer)}`);
}

function rowOf(answer: unknown): object {
  const row = objectOf(answer, OF_A_ROW);
  if ('excluded' in row) {
    const { code, text } = (row.excluded ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof code !== 'string' || typeof text !== 'string' || Object.keys(row).length > 1) {
      throw new Fault('bad-answer', `an exclusion is { excluded: { code, text } } and nothing else, not ${shown(row)}`);
    }
  }
  return row;
}

function objectOf(answer: unknown, taken: readonly string[]): object {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) {
    throw new Fault('bad-answer', `the answer is ${shown(answer)}, not an object`);
  }
  const clash = taken.find((key) => key in answer);
  if (clash !== undefined) throw new Fault('bad-answer', `${clash} is what the result itself says: call it otherwise`);
  return plain(answer);
}

function textIn(answer: unknown): string {
  if (typeof answer === 'string' && answer.isWellFormed()) return answer;
  throw new Fault('bad-answer', `the answer is ${shown(answer)}, not a text`);
}

/** A copy that nobody else holds. */
function plain<T>(answer: T): T {
  const found = notJson(answer, '', 0);
  if (found !== null) throw new Fault('bad-answer', found);
  return JSON.parse(JSON.stringify(answer)) as T;
}

/** The first value that is no JSON, with its place as a JSON pointer. */
function notJson(value: unknown, pointer: string, depth: number): string | null {
  const is = `${pointer === '' ? 'the answer' : pointer} is`;
  if (value === null || typeof value === 'boolean') return null;
  if (typeof value === 'number') return Number.isFinite(value) ? null : `${is} ${value}`;
  if (typeof value === 'string') return value.isWellFormed() ? null : `${is} a text with half a character`;
  if (typeof value !== 'object') return `${is} ${shown(value)}`;
  if (depth > 32) return `${is} nested too deeply, or holds itself`;
  if (!Array.isArray(value) && !isPlain(value)) return `${is} ${shown(value)}`;
  for (const key of Array.isArray(value) ? Array(value.length).keys() : Object.keys(value)) {
    const found = notJson((value as Readonly<Record<string | number, unknown>>)[key], `${pointer}/${key}`, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

/** Whether an object is of no class; the object's own realm is another than this one. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function shown(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' ? JSON.stringify(value) : String(value);
  if (Array.isArray(value)) return 'a list';
  return isPlain(value) ? JSON.stringify(value).slice(0, 80) : `a ${value.constructor.name}`;
}
