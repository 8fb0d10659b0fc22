import { QuestionError } from '../outcomes/index.js';

/**
 * The values on the way of a JSON pointer (RFC 6901), from the root to the one that it names.
 * @throws QuestionError `no-such-value`
 */
export function along(root: unknown, pointer: string): readonly unknown[] {
  const steps = pointer.split('/');
  const values = [root];
  for (const step of steps.slice(1)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    const value = values.at(-1);
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) throw noSuchValue(pointer, value);
    values.push((value as Readonly<Record<string, unknown>>)[name]);
  }
  if (steps[0] === '') return values;
  throw noSuchValue(pointer, root);
}

const SHOWN = 12;

function noSuchValue(pointer: string, value: unknown): QuestionError {
  const names = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const some = names.slice(0, SHOWN).join(', ');
  return new QuestionError(
    'no-such-value',
    '/pointer',
    `There is no value at ${JSON.stringify(pointer)}.`,
    names.length > 0
      ? `Where it goes wrong there are: ${some}${names.length > SHOWN ? ', …' : ''}.`
      : 'Give a JSON pointer into what is traced, for instance /days or /groups/0/median.',
  );
}
