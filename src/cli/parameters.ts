import type { Analysis, ParameterSchema } from '../analyses/index.js';
import type { Limits } from '../statistics/index.js';

/** The parameters of an analysis as a command line gives them. */
export interface GivenParameters {
  readonly parameter?: Readonly<Record<string, string>>;
  readonly limits?: Limits;
}

/** `name=value`, gathered. */
export function named(text: string, given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [name = '', ...rest] = text.split('=');
  return { ...given, [name]: rest.join('=') };
}

/** As the analysis has its parameters: lists by commas, numbers, yes or no; what does not read so is left for it to refuse. */
export const parametersFrom = (
  { parameters }: Pick<Analysis, 'parameters'>,
  { parameter = {}, limits }: GivenParameters,
): Readonly<Record<string, unknown>> => ({
  ...Object.fromEntries(Object.entries(parameter).map(([name, text]) => [name, valueOf(text, parameters[name])])),
  ...(limits && { limits }),
});

function valueOf(text: string, schema: ParameterSchema | undefined): unknown {
  const type = [schema?.type ?? 'string'].flat()[0];
  if (type === 'string') return text;
  if (type === 'boolean') return text === 'true' || (text === 'false' ? false : text);
  const numbers = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (numbers.some(Number.isNaN)) return text;
  return type === 'array' || numbers.length > 1 ? numbers : numbers[0];
}
