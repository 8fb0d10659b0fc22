import { clopperPearson, wilson, type Proportion } from '../statistics/index.js';
import type { ParameterSchema } from './parameters.js';

const METHODS = { wilson, 'clopper-pearson': clopperPearson } as const;

/** How the limits of a proportion are made. */
export type ProportionLimits = keyof typeof METHODS;

export const PROPORTION_LIMITS: ParameterSchema<ProportionLimits> = {
  type: 'string',
  enum: ['wilson', 'clopper-pearson'],
  default: 'wilson',
  description: 'how the limits of a proportion are made',
};

/** The proportion of those that count; nulls where there is nobody. */
export const proportionOf = (numerator: number, denominator: number, limits: ProportionLimits): Proportion =>
  METHODS[limits](numerator, denominator);
