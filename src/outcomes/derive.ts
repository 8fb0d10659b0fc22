import { timeZeroOf } from './question.js';
import { isSynthetic, type Timeline } from '../timeline/index.js';
import { bestResponse, noResponse } from './best-response.js';
import { conversion, noConversion } from './conversion.js';
import { courseOf, type Course } from './course.js';
import { findingsOf } from './findings.js';
import type { Endpoints, Outcomes, Question } from './outcomes.js';
import { overallSurvival } from './overall-survival.js';
import { noPresentation, presentation } from './presentation.js';
import { progressionFreeSurvival } from './progression-free-survival.js';
import { findZero } from './time-zero.js';
import { because, noTime } from './time-to-event.js';

/**
 * The outcomes of one patient: endpoints by the rules of endpoints.md, each with its reason and the ids of the events
 * behind it. Pure and total: any timeline has an answer, and the order of recording changes none, but for assessments of
 * resectability on one day, of which the last recorded rules. Days are whole, months are for display.
 */
export function derive(timeline: Timeline, question: Question): Outcomes {
  const { patientId, revision, dateBasis } = timeline;
  const { ruleSet, timeZero, options, cutOff } = question;
  const course = courseOf(timeline, question);
  return {
    patientId,
    revision,
    dateBasis,
    synthetic: isSynthetic(timeline),
    ruleSet,
    timeZero,
    options,
    cutOff,
    ...(course ? evaluate(course, question) : { endpoints: noCalendar(), findings: [] }),
  };
}

/**
 * The time zero of the question is that of OS. PFS, conversion and best response share it under `as-recorded`; every other
 * rule set defines theirs, the start of first-line treatment.
 */
function evaluate(course: Course, question: Question): Pick<Outcomes, 'endpoints' | 'findings'> {
  const name = timeZeroOf(question);
  const zero = findZero(course, name);
  const ofSurvival = question.timeZero === name ? zero : findZero(course, question.timeZero);
  return {
    endpoints: {
      pfs: progressionFreeSurvival(course, zero, question),
      os: overallSurvival(course, ofSurvival, question),
      conversion: conversion(course, zero, name),
      bestResponse: bestResponse(course, zero),
      metastases: presentation(course),
    },
    findings: findingsOf(course, [zero, ofSurvival]),
  };
}

/** The cut-off cannot be placed among the patient's days. */
function noCalendar(): Endpoints {
  const reason = because('no-calendar', 'The cut-off and the dates of this patient are not both calendar or relative.');
  const obstacle = { reason, used: [] };
  return {
    pfs: noTime(obstacle),
    os: noTime(obstacle),
    conversion: noConversion('unknown', reason, []),
    bestResponse: noResponse(null, reason, []),
    metastases: noPresentation(reason, []),
  };
}
