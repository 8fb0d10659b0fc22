import { readFileSync, writeFileSync } from 'node:fs';
import { isBuiltIn, isName } from './form.js';
import { OwnAnalysisError } from './problem.js';

const EXAMPLE = 'imaging-gaps';
const TEMPLATE = new URL(`../../../examples/analyses/${EXAMPLE}.ts`, import.meta.url);

/**
 * Writes `NAME.ts` into the present folder: an analysis that runs as it is, to be made into another.
 * @throws OwnAnalysisError for a name that an analysis cannot have, and for a file that is there
 */
export function writeNewAnalysis(name: string): string {
  const file = `${name}.ts`;
  const refused = (code: 'bad-analysis-name' | 'file-exists', detail: string): OwnAnalysisError =>
    new OwnAnalysisError(file, { code, detail, place: null, atHand: null });
  if (!isName(name)) throw refused('bad-analysis-name', `"${name}" is no name of an analysis`);
  if (isBuiltIn(name)) throw refused('bad-analysis-name', `${name} is a built-in analysis`);
  const text = readFileSync(TEMPLATE, 'utf8').replace(`name: '${EXAMPLE}'`, `name: '${name}'`);
  try {
    writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw refused('file-exists', `${file} is there already, and is left as it is`);
  }
  return file;
}
