import { format, types } from 'node:util';
import { writeSync } from 'node:fs';
import vm from 'node:vm';
import { transformSync } from '@swc/wasm-typescript';
import * as entry from '../../analysis.js';
import { Fault } from './fault.js';

const ENTRY = 'hepatrace/analysis';
const STDOUT = 1;

/** Run before the file, in its own world: what would give another answer each time is refused. */
const REPRODUCIBLE = `{
  const refuse = (what) => {
    throw Object.assign(new Error(what + ' gives another answer each time'), { code: 'not-reproducible' });
  };
  Math.random = () => refuse('Math.random()');
  globalThis.Date = class Date extends globalThis.Date {
    constructor(...given) {
      if (given.length === 0) refuse('new Date() without a date');
      super(...given);
    }
    static now() {
      refuse('Date.now()');
    }
  };
  delete globalThis.Temporal?.Now;
}`;

/**
 * Runs a researcher's file in a world of its own, which has the language and `hepatrace/analysis` and nothing else: no
 * files, network, timers, clock or chance. That makes a result reproducible; it does not hold a malicious file.
 * @param file for the places in messages
 * @returns what it exports as default
 * @throws Fault for bad syntax or a foreign import; whatever the file throws
 */
export async function defaultExportOf(source: string, file: string): Promise<unknown> {
  const console = Object.fromEntries(
    ['log', 'info', 'debug', 'warn', 'error'].map((name) => [
      name,
      (...said: readonly unknown[]): void => void writeSync(STDOUT, `${format(...said)}\n`),
    ]),
  );
  const context = vm.createContext({ console }, { codeGeneration: { strings: false, wasm: false } });
  vm.runInContext(REPRODUCIBLE, context);
  const foreign = (specifier: string): never => {
    throw new Fault('foreign-import', `it imports ${specifier}`);
  };
  try {
    const module = new vm.SourceTextModule(/\.m?ts$/.test(file) ? withoutTypes(source) : source, {
      identifier: file,
      context,
      importModuleDynamically: foreign,
    });
    await module.link((specifier) => (specifier === ENTRY ? entryIn(context) : foreign(specifier)));
    await module.evaluate();
    return (module.namespace as { readonly default?: unknown }).default;
  } catch (error) {
    if (!types.isNativeError(error) || error.name !== 'SyntaxError') throw error;
    // Where, V8 tells nobody but the terminal; the reader of TypeScript knows.
    withoutTypes(source);
    throw new Fault('bad-syntax', error.message);
  }
}

/** Types become blanks, so that every place in the file stays where it is. */
function withoutTypes(source: string): string {
  try {
    return transformSync(source, { mode: 'strip-only', module: true }).code;
  } catch (error) {
    const { message, startLine, startColumn } = error as { message: string; startLine: number; startColumn: number };
    throw new Fault('bad-syntax', message, `${startLine}:${startColumn + 1}`);
  }
}

function entryIn(context: vm.Context): vm.Module {
  const exported = new Map(Object.entries(entry));
  const module: vm.SyntheticModule = new vm.SyntheticModule(
    [...exported.keys()],
    () => {
      for (const [name, value] of exported) module.setExport(name, value);
    },
    { identifier: ENTRY, context },
  );
  return module;
}
