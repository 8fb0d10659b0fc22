/** The definitions of the design, as a clinician would write them. */
export const RESECTED = `
cohort: resected-after-third-folfox
title: Liver resection within 6 months after the third cycle of FOLFOX, no progression between
events:
  third-cycle: { event: ChemotherapyCycleGiven, where: { regimen: FOLFOX }, take: 3rd }
  resection:   { event: ResectionPerformed, where: { organ: liver }, when: [within 6 months after third-cycle], take: first }
  between:     { event: documented-progression, when: [after third-cycle, before resection] }
index: resection
include: [third-cycle, resection, { name: no progression between, none: between }]
`;

export const UNCERTAIN_CONVERTED = `
cohort: uncertain-converted
index: conversion
include: [{ conversion.initial: uncertain }, { name: brought to liver resection, conversion.converted: true }]
`;

export const NEOADJUVANT = `
cohort: neoadjuvant
events:
  first-chemo: { event: [ChemotherapyCycleGiven, ChemotherapyCourseGiven], when: [on or after metastasis], take: first }
  earlier: { event: ResectionPerformed, where: { organ: [primary, liver] }, when: [before first-chemo] }
index: first-chemo
include: [{ name: no resection before it, none: earlier }]
`;

export const SYNCHRONOUS_UNRESECTABLE = `
cohort: synchronous-unresectable
index: first-line-treatment
include: [{ metastases.timing: synchronous }, { conversion.initial: unresectable }]
`;

export const METASTASECTOMY = `
cohort: tcga-iv-metastasectomy
events: { metastasectomy: { event: ResectionPerformed, where: { organ: liver }, take: first } }
index: metastasectomy
include: [{ name: stage IV at diagnosis, diagnosis.stage: [Stage IV, Stage IVA, Stage IVB] }]
`;

export const TREATED = `
cohort: treated
index: first-line-treatment
include: [{ conversion.initial: [unresectable, uncertain] }, { age: 18 to 75 }]
`;
