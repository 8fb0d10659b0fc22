import { createHash } from 'node:crypto';

/** What JSON escapes, and any part of a surrogate pair. */
// oxlint-disable-next-line no-control-regex -- the characters below a space are those that JSON escapes
const NOT_PLAIN = /["\\\u0000-\u001f\ud800-\udfff]/;

/**
 * RFC 8785 (JSON Canonicalization Scheme): one text for one value, so that hashing bytes means hashing the value.
 * @throws TypeError for what has no canonical text: NaN, Infinity, undefined in an array, lone surrogates, functions
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return NOT_PLAIN.test(value) ? escaped(value) : `"${value}"`;
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError('a number that is not finite has no canonical JSON');
    return String(value);
  }
  if (typeof value !== 'object') throw new TypeError(`a ${typeof value} has no canonical JSON`);
  return Array.isArray(value) ? listOf(value) : objectOf(value as Record<string, unknown>);
}

function escaped(value: string): string {
  if (!value.isWellFormed()) throw new TypeError('a lone surrogate has no canonical JSON');
  return JSON.stringify(value);
}

function listOf(values: readonly unknown[]): string {
  let items = '';
  for (const value of values) items += `${items === '' ? '' : ','}${canonicalJson(value)}`;
  return `[${items}]`;
}

function objectOf(value: Readonly<Record<string, unknown>>): string {
  let members = '';
  // The default order of sort() is by UTF-16 code unit, which is what RFC 8785 asks for.
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member === undefined) continue;
    members += `${members === '' ? '' : ','}${canonicalJson(key)}:${canonicalJson(member)}`;
  }
  return `{${members}}`;
}

/** Characters that are hashed at once. */
const AT_ONCE = 65_536;

/**
 * SHA-256, in hex, of the canonical JSON of an object. Its lists are hashed item by item: the whole text, which may have a
 * row for each of many patients, is never there at once.
 * @throws TypeError as {@link canonicalJson}
 */
export function canonicalSha256(value: object): string {
  const sum = createHash('sha256');
  let text = '{';
  const add = (piece: string): void => {
    text += piece;
    if (text.length < AT_ONCE) return;
    sum.update(text);
    text = '';
  };
  let first = true;
  for (const [key, member] of Object.entries(value).sort(byKey)) {
    if (member === undefined) continue;
    add(`${first ? '' : ','}${canonicalJson(key)}:`);
    first = false;
    if (Array.isArray(member)) {
      add('[');
      for (const [place, item] of member.entries()) add(`${place === 0 ? '' : ','}${canonicalJson(item)}`);
      add(']');
    } else add(canonicalJson(member));
  }
  return sum.update(`${text}}`).digest('hex');
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);
