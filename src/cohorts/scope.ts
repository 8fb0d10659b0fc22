import type { NamedEvents } from './plan.js';
import type { DefinitionProblem, ProblemCode } from './problem.js';
import type { Path, Source } from './source.js';

export type Tree = Readonly<Record<string, unknown>>;

/** Where a test reports what is wrong with it, and finds a number as it was written. */
export type TestReport = Pick<Scope, 'problem' | 'written'>;

/** What the parts of a compilation have in common: where to report, and what each name of the file stands for. */
export class Scope {
  readonly problems: DefinitionProblem[] = [];
  readonly warnings: DefinitionProblem[] = [];
  /** Named events, what they count from before them. */
  readonly events: NamedEvents[] = [];
  /** Where the phrases of named events stand. */
  readonly places = new Map<NamedEvents, Path>();
  readonly used = new Set<string>();

  constructor(readonly source: Source) {}

  problem(path: Path, code: ProblemCode, detail: string, remedy: string, where: 'key' | 'value' = 'value'): void {
    const found = this.source.problem(path, code, detail, remedy, where);
    // What follows from a problem of the same place says nothing new.
    if (found.pointer === '' || !this.problems.some(({ pointer }) => pointer === found.pointer))
      this.problems.push(found);
  }

  warn(path: Path, code: ProblemCode, detail: string, remedy: string, where: 'key' | 'value' = 'value'): void {
    this.warnings.push(this.source.problem(path, code, detail, remedy, where));
  }

  written(path: Path): string | null {
    return this.source.written(path);
  }

  add(events: Omit<NamedEvents, 'slot'>): NamedEvents {
    const added = { ...events, slot: this.events.length };
    this.events.push(added);
    return added;
  }

  /** An object with none but these keys; null, with the problem, for anything else. */
  map(value: unknown, path: Path, what: string, keys: readonly string[] | null): Tree | null {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.problem(
        path,
        'wrong-type',
        `${what} is an object.`,
        keys ? `Its keys are: ${keys.join(', ')}.` : 'Write name: value.',
      );
      return null;
    }
    return value as Tree;
  }
}

/** Names in a definition. */
export const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** A list, or one thing in place of a list of one; with the path of each. */
export const listed = (value: unknown, path: Path): readonly { readonly given: unknown; readonly path: Path }[] =>
  Array.isArray(value) ? value.map((given: unknown, i) => ({ given, path: [...path, i] })) : [{ given: value, path }];
