import { describe, expect, it } from '@jest/globals';
import { FACTS } from '../../src/cohorts/index.js';
import { derive, questionOf } from '../../src/outcomes/index.js';
import { patientIds, timelineOf } from '../analyses/demo-cohort.js';

/** Paths of the values of the endpoints; a list is one value. */
const leavesOf = (value: object, path: string): string[] =>
  Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? leavesOf(inner, `${path}${key}.`)
      : `${path}${key}`,
  );

/** What is said about a value, is for display, or is a table of the patient's own to be read, not asked. */
const NO_FACT =
  /(^|\.)(evidence|imputed|months|asStated|withinDays)$|eason\.(code|text)$|^(responses|tumourMarkers|surgery\.counts|pathologicalResponse\.specimens)\b/;

describe('the table of facts', () => {
  it('has every value of the endpoints', () => {
    const leaves = new Set(patientIds.flatMap((id) => leavesOf(derive(timelineOf(id), questionOf()).endpoints, '')));
    expect(
      [...leaves]
        .filter(
          (leaf) =>
            !NO_FACT.test(leaf) && ![...FACTS.keys()].some((name) => name === leaf || name.startsWith(`${leaf}.`)),
        )
        .toSorted(),
    ).toEqual([]);
    expect(leaves.has('conversion.initial')).toBe(true);
  });
});
