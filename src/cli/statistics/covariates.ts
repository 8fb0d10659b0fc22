import { type Covariate } from '../../statistics/index.js';
import { UsageError } from '../failure.js';
import { levels, numberOf, type Sample } from './sample.js';

/** A covariate of text: each level but the first is compared with the first, as R's `factor`. */
export interface Factor {
  readonly column: string;
  readonly reference: string;
  readonly levels: readonly string[];
}

export interface Covariates {
  readonly covariates: readonly Covariate[];
  readonly factors: readonly Factor[];
}

/** Columns behind the covariates: `factor(stage)` is column stage. */
export const covariateColumns = (covariates: readonly string[]): readonly string[] =>
  covariates.map((covariate) => FACTOR.exec(covariate)?.[1] ?? covariate);

/**
 * Columns of numbers as they are; columns of text, and numbers that are only names (`factor(stage)`), as one column of 0 and 1
 * for each level but the first, called `sex=male`.
 * @throws RefusedTableError for a column of numbers and text, UsageError for one given twice
 */
export function covariatesOf(sample: Sample, given: readonly string[]): Covariates {
  const columns = covariateColumns(given);
  const twice = columns.find((column, index) => columns.indexOf(column) < index);
  if (twice !== undefined) throw new UsageError(`--covariates names ${twice} twice`);
  const parts = given.map((covariate, index) => {
    const column = columns[index]!;
    const texts = sample.texts(column);
    const numbers = texts.map(numberOf);
    const word = numbers.indexOf(null);
    if (covariate === column && word < 0)
      return { covariates: [{ name: column, values: numbers as number[] }], factors: [] };
    if (covariate === column && numbers.some((number) => number !== null)) {
      const remedy = `Mend it, empty it, or say factor(${column}) where the numbers are only names.`;
      throw sample.refuse('invalid-covariate', word, column, 'is no number, as others of the column are', remedy);
    }
    return dummies(column, texts);
  });
  return {
    covariates: parts.flatMap(({ covariates }) => covariates),
    factors: parts.flatMap(({ factors }) => factors),
  };
}

const FACTOR = /^factor\((.+)\)$/;

function dummies(column: string, texts: readonly string[]): Covariates {
  const [reference = '', ...others] = levels(texts);
  return {
    covariates: (others.length > 0 ? others : [reference]).map((level) => ({
      name: `${column}=${level}`,
      values: Uint8Array.from(texts, (text) => (text === level ? 1 : 0)),
    })),
    factors: [{ column, reference, levels: [reference, ...others] }],
  };
}
