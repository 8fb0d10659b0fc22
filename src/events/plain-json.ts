import { at, fault, type EventFault } from './violation.js';

/** Names that every object answers to: a class cannot tell them from fields of its own. */
const FORBIDDEN_KEYS = new Set(['prototype', ...Object.getOwnPropertyNames(Object.prototype)]);

/** The first key that would reach an object's prototype, string that no hash can hold, or level too deep; null: none. */
export const findUnsafe = (value: unknown, pointer: string): EventFault | null => find(value, () => pointer, 0);

/** @param place the pointer of the value, written only when it is needed */
function find(value: unknown, place: () => string, depth: number): EventFault | null {
  if (depth > 16) return fault('too-deep', place(), 'the input is nested too deeply', 'Send at most 16 levels.');
  if (typeof value === 'string' && !value.isWellFormed()) {
    return fault(
      'invalid-text',
      place(),
      'the text holds half a character (a lone surrogate)',
      'Send well-formed Unicode.',
    );
  }
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    if (!key.isWellFormed()) {
      return fault('invalid-text', place(), 'the name of a field holds half a character', 'Send well-formed Unicode.');
    }
    if (FORBIDDEN_KEYS.has(key)) {
      return fault('unknown-field', at(place(), key), `a field cannot be called ${key}`, 'Leave it out.');
    }
    const found = find(inner, () => at(place(), key), depth + 1);
    if (found) return found;
  }
  return null;
}
