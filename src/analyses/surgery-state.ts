import type { Endpoints } from '../outcomes/index.js';
import type { Exclusion } from './analysis.js';

/** What patients come into during follow-up, and so can be compared by only from that day on. */
export const STATES = ['resection', 'conversion', 'response'] as const;
export type State = (typeof STATES)[number];

/** How those in it and those not in it are called, and what counts, in words. */
export const STATE_WORDS: Readonly<
  Record<State, { readonly title: string; readonly yes: string; readonly no: string; readonly counts: string }>
> = {
  resection: {
    title: 'resection of the liver metastases',
    yes: 'resected',
    no: 'not resected',
    counts: 'the first resection that clears the liver, whatever its margin',
  },
  conversion: {
    title: 'conversion to resection',
    yes: 'converted',
    no: 'not converted',
    counts: 'the first R0 or R1 resection that clears the liver, of patients unresectable or uncertain at the outset',
  },
  response: {
    title: 'objective response',
    yes: 'responding',
    no: 'not responding',
    counts: 'the first CR or PR, unconfirmed: a confirmation would look ahead',
  },
};

/** The day on which a patient came into a state; null: never so far. */
export interface Reached {
  readonly date: string | null;
  readonly imputed: boolean;
  readonly evidence: readonly string[];
}

/** When the patient came into the state, or why the question does not arise. */
export function reachedState(
  state: State,
  { surgery, conversion, bestResponse, responses }: Endpoints,
): Reached | Exclusion {
  if (state === 'resection') {
    const first = surgery.operations.find(({ clearing }) => clearing);
    return first ? { date: first.date, imputed: surgery.imputed, evidence: first.evidence } : NEVER;
  }
  if (state === 'conversion') {
    if (conversion.converted === null) return { excluded: conversion.reason };
    return conversion.converted ? conversion : NEVER;
  }
  const { unconfirmed, reason } = bestResponse;
  if (unconfirmed === null || reason.code === 'no-disease-to-assess') return { excluded: reason };
  const responded = unconfirmed === 'CR' || unconfirmed === 'PR';
  return (responded && responses.visits.find(({ overall }) => overall === 'CR' || overall === 'PR')) || NEVER;
}

const NEVER: Reached = { date: null, imputed: false, evidence: [] };
