import { isAlias, isMap, isNode, isPair, isScalar, LineCounter, parseDocument, visit, type Document } from 'yaml';
import { at } from '../events/index.js';
import type { DefinitionProblem, ProblemCode } from './problem.js';

export type Path = readonly (string | number)[];

/** A definition as it was written: its tree, and where each part of it stands. */
export interface Source {
  readonly tree: unknown;
  /** What is wrong, or worth a warning, in a place of the file. */
  problem(path: Path, code: ProblemCode, detail: string, remedy: string, where?: 'key' | 'value'): DefinitionProblem;
  /** A scalar other than a text as it was written: YAML reads +123 and 2008 as numbers. */
  written(path: Path): string | null;
}

/** Reads YAML 1.2 core or JSON; tags, anchors, merges and repeated keys are refused, with their places. */
export function readSource(text: string): Source | { readonly problems: readonly DefinitionProblem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, version: '1.2', schema: 'core', merge: false });
  const place = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const unreadable = (offset: number, detail: string, remedy: string): DefinitionProblem => ({
    code: 'invalid-yaml',
    pointer: '',
    detail,
    remedy,
    ...place(offset),
  });
  const problems = document.errors.map((error) =>
    unreadable(error.pos[0], error.message.split('\n')[0]?.replace(/ at line \d+.*$/, '') ?? '', 'Mend the YAML.'),
  );
  visit(document, {
    Node: (_, node) => {
      const offset = node.range?.[0] ?? 0;
      if (isAlias(node) || node.anchor !== undefined) {
        problems.push(unreadable(offset, 'Anchors and aliases are not read.', 'Write the value out.'));
      } else if (node.tag !== undefined) {
        problems.push(unreadable(offset, `The tag ${node.tag} is not read.`, 'Leave the tag out.'));
      } else if (isScalar(node) && typeof node.value === 'number' && /^(\+|0\d)/.test(node.source ?? '')) {
        // +123 is a day and 007 a code, wherever they stand: as numbers they would not be read back from what is kept.
        node.value = node.source;
      }
    },
    Pair: (_, { key }) => {
      if (isScalar(key) && key.value === '<<') {
        problems.push(unreadable(key.range?.[0] ?? 0, 'Merges are not read.', 'Write the keys out.'));
      }
    },
  });
  if (problems.length > 0) return { problems };
  return {
    tree: document.toJS(),
    problem: (path, code, detail, remedy, where = 'value') => ({
      code,
      pointer: path.reduce<string>(at, ''),
      detail,
      remedy,
      ...place(offsetOf(document, path, where)),
    }),
    written: (path) => {
      const node = document.getIn(path, true);
      return isScalar(node) && typeof node.value !== 'string' ? (node.source ?? null) : null;
    },
  };
}

/** Where the value of a path begins, or its key, or what stands around it. */
function offsetOf(document: Document, path: Path, where: 'key' | 'value'): number {
  for (let length = path.length; length > 0; length--) {
    const around = document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    const pair =
      isMap(around) && around.items.find((one) => isPair(one) && isScalar(one.key) && String(one.key.value) === last);
    const key = pair && isScalar(pair.key) ? pair.key.range?.[0] : undefined;
    const value = document.getIn(path.slice(0, length), true);
    const found =
      (where === 'key' || length < path.length ? key : undefined) ?? (isNode(value) ? value.range?.[0] : key);
    if (found !== undefined) return found;
  }
  return 0;
}
