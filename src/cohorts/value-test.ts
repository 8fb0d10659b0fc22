import { greatest, least, NO, NOT_STATED, YES } from './answer.js';
import { isSilent, kindText, type Kind } from './kinds.js';
import { suggest } from './problem.js';
import { compileRange, type ValueTest } from './range-test.js';
import type { TestReport } from './scope.js';
import type { Path } from './source.js';

/** Reads a test of a field or fact of this kind; null when it is refused. */
export function compileTest(given: unknown, kind: Kind, path: Path, report: TestReport): ValueTest | null {
  if (given === 'stated' || given === 'not-stated') return silence(given, kind);
  if (Array.isArray(given)) {
    const tests = given.map((one: unknown, i) => compileTest(one, kind, [...path, i], report));
    if (tests.length === 0) {
      report.problem(path, 'empty-range', 'The list names no value.', `Give: ${kindText(kind)}.`);
      return null;
    }
    return tests.every((test) => test !== null) ? oneOf(tests) : null;
  }
  const test = kind.is === 'object' ? ofObject(given, kind, path, report) : ofScalar(given, kind, path, report);
  if (!test) return null;
  const stated = kind.list ? anyElement(test) : test;
  return kind.absent === undefined
    ? stated
    : { ...stated, is: (value, basis) => (isSilent(value) ? NO : stated.is(value, basis)) };
}

function silence(given: 'stated' | 'not-stated', kind: Kind): ValueTest {
  const [silent, stated] = given === 'stated' ? [NO, YES] : [YES, NO];
  const isEmpty = (value: unknown): boolean =>
    isSilent(value) || (kind.list && Array.isArray(value) && value.length === 0);
  return {
    words: given === 'stated' ? 'stated' : 'not stated',
    asksSilence: true,
    is: (value) => (isEmpty(value) ? silent : stated),
    between: () => stated,
  };
}

const oneOf = (tests: readonly ValueTest[]): ValueTest => ({
  words: tests.length === 1 ? (tests[0]?.words ?? '') : `one of ${tests.map(({ words }) => words).join(', ')}`,
  is: (value, basis) => tests.map((test) => test.is(value, basis)).reduce(greatest, NO),
  between: (lo, hi, basis) => tests.map((test) => test.between(lo, hi, basis)).reduce(greatest, NO),
});

/** A list passes when an element does. */
const anyElement = (test: ValueTest): ValueTest => ({
  ...test,
  is: (value, basis) => {
    if (!Array.isArray(value)) return test.is(value, basis);
    return value.map((one) => test.is(one, basis)).reduce(greatest, NO);
  },
});

function ofObject(given: unknown, kind: Kind & { is: 'object' }, path: Path, report: TestReport): ValueTest | null {
  if (typeof given !== 'object' || given === null) {
    report.problem(
      path,
      'wrong-type',
      `${JSON.stringify(given)} is no test of an object.`,
      `Name its fields: ${kindText(kind)}.`,
    );
    return null;
  }
  const tests = Object.entries(given).map(([name, inner]) => {
    const own = kind.fields.get(name);
    if (own) return { name, test: compileTest(inner, own, [...path, name], report) };
    report.problem(
      [...path, name],
      'unknown-field',
      `There is no "${name}" in it.`,
      suggest(name, [...kind.fields.keys()]),
      'key',
    );
    return { name, test: null };
  });
  if (!tests.every((one): one is { name: string; test: ValueTest } => one.test !== null)) return null;
  return {
    words: `{ ${tests.map(({ name, test }) => `${name} ${test.words}`).join(', ')} }`,
    is: (value, basis) => {
      if (typeof value !== 'object' || value === null) return NOT_STATED;
      const fields = value as Readonly<Record<string, unknown>>;
      return tests.map(({ name, test }) => test.is(fields[name], basis)).reduce(least, YES);
    },
    between: () => NOT_STATED,
  };
}

function ofScalar(given: unknown, kind: Kind, path: Path, report: TestReport): ValueTest | null {
  if (kind.is === 'number' || kind.is === 'date') return compileRange(given, kind, path, report);
  const shown = JSON.stringify(given);
  if (isSilent(given)) {
    report.problem(
      path,
      'bad-value',
      `${shown} states nothing, so no record is sure to have it.`,
      'Write not-stated to ask for silence.',
    );
    return null;
  }
  if (kind.is === 'flag' ? typeof given !== 'boolean' : typeof given !== 'string') {
    // A code of figures alone is a text all the same.
    const code = kind.is === 'text' && typeof given === 'number' ? report.written(path) : null;
    if (code !== null) return equals(code);
    report.problem(path, 'wrong-type', `${shown} is of another type.`, `Give: ${kindText(kind)}.`);
    return null;
  }
  if (kind.is === 'words' && !kind.values.includes(given as string)) {
    report.problem(
      path,
      'bad-value',
      `${shown} is not in the list.`,
      suggest(
        given as string,
        kind.values.filter((value) => !isSilent(value)),
      ),
    );
    return null;
  }
  return equals(given as string | boolean);
}

const equals = (wanted: string | boolean): ValueTest => ({
  words: String(wanted),
  is: (value) => (value === wanted ? YES : isSilent(value) ? NOT_STATED : NO),
  between: () => NOT_STATED,
});
