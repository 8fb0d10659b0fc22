import type { BestResponse, ChemotherapyStart, Conversion, Metastases } from '../outcomes/index.js';
import { entriesByDate, type Entry, type Timeline } from '../timeline/index.js';
import type { Member } from './analysis.js';

/** What the figures of a clinical series ask of one patient; null where the record does not say. */
export interface SeriesFacts {
  /** Clinical date of the first diagnosis of liver metastases. */
  readonly metastasesFound: string | null;
  readonly timing: Metastases['timing'];
  readonly initial: Conversion['initial'];
  /** What had been resected when chemotherapy of the metastases began; null without any. */
  readonly chemotherapy: ChemotherapyStart | null;
  readonly converted: boolean | null;
  /** Days from time zero to the resection that converted; null without one. */
  readonly convertedAt: number | null;
  /** Null where no adequate assessment counts: not evaluable for response. */
  readonly best: BestResponse['unconfirmed'];
  /** A pathologist found no viable tumour in what was taken from the liver. */
  readonly completeInHistology: boolean;
  /** The liver resected, or lesions of it ablated, whatever the margin. */
  readonly operated: boolean;
  /** A clearing liver resection with margin R0 (endpoints.md 2.5, 2.6). */
  readonly r0: boolean;
  /** Worst grade from the first treatment on; null without side effects. */
  readonly worstGrade: number | null;
  readonly pfs: { readonly days: number; readonly event: boolean } | null;
}

/** Facts, and the events behind the outcomes that they are read from. */
export function factsOf({ timeline, outcomes }: Member): {
  readonly facts: SeriesFacts;
  readonly evidence: readonly string[];
} {
  const { metastases, conversion, bestResponse, pfs, treatment, surgery, pathologicalResponse, toxicity } =
    outcomes.endpoints;
  const operations = surgery.operations.filter(({ organ }) => organ === 'liver');
  const metastasis = firstMetastasis(timeline, outcomes.cutOff);
  const endpoints = [
    metastases,
    conversion,
    bestResponse,
    pfs,
    treatment,
    pathologicalResponse,
    toxicity,
    ...operations,
  ];
  return {
    facts: {
      metastasesFound: metastasis?.occurredOn ?? null,
      timing: metastases.timing,
      initial: conversion.initial,
      chemotherapy: treatment.chemotherapyStart,
      converted: conversion.converted,
      convertedAt: conversion.converted === true ? conversion.days : null,
      best: bestResponse.status === 'evaluable' ? bestResponse.unconfirmed : null,
      completeInHistology: pathologicalResponse.specimens.some(({ complete }) => complete),
      operated: operations.length > 0,
      r0: operations.some(({ clearing, margin }) => clearing && margin === 'R0'),
      worstGrade: toxicity.worstGrade,
      pfs: pfs.days === null ? null : { days: pfs.days, event: pfs.status === 'event' },
    },
    evidence: [...new Set([...endpoints.flatMap(({ evidence }) => evidence), ...idsOf(metastasis)])],
  };
}

/** The first dated diagnosis of liver metastases up to the cut-off. */
const firstMetastasis = (timeline: Timeline, cutOff: string | null): Entry | undefined =>
  entriesByDate(timeline, cutOff).find(
    ({ type, status, occurredOn, data }) =>
      type === 'DiagnosisMade' &&
      status !== 'retracted' &&
      occurredOn !== 'unknown' &&
      data['kind'] === 'liver-metastasis',
  );

const idsOf = (entry: Entry | undefined): readonly string[] =>
  entry ? [entry.id, ...(entry.correctedBy === null ? [] : [entry.correctedBy])] : [];
