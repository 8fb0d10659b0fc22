import { describe, expect, it } from '@jest/globals';
import { NON_TARGET_RESPONSES, overallResponsesAllowed, TARGET_RESPONSES } from '../../src/events/index.js';

describe('The overall response of RECIST 1.1', () => {
  // Eisenhauer et al., Eur J Cancer 2009;45:228-47, Tables 1 and 2, row by row; `none`: no such lesion at baseline,
  // `NE`: not (all) evaluated; * any, + any but PD.
  const TABLES: readonly (readonly [target: string, nonTarget: string, newLesions: string, overall: string])[] = [
    ['CR', 'CR', 'no', 'CR'],
    ['CR', 'none', 'no', 'CR'],
    ['CR', 'NON-CR/NON-PD', 'no', 'PR'],
    ['CR', 'NE', 'no', 'PR'],
    ['PR', '+', 'no', 'PR'],
    ['SD', '+', 'no', 'SD'],
    ['NE', '+', 'no', 'NE'],
    ['PD', '*', '*', 'PD'],
    ['*', 'PD', '*', 'PD'],
    ['*', '*', 'yes', 'PD'],
    ['none', 'CR', 'no', 'CR'],
    ['none', 'NON-CR/NON-PD', 'no', 'NON-CR/NON-PD'],
    ['none', 'NE', 'no', 'NE'],
  ];
  const matches = (pattern: string, value: string) =>
    pattern === value || pattern === '*' || (pattern === '+' && value !== 'PD');

  it.each(
    TARGET_RESPONSES.flatMap((target) =>
      NON_TARGET_RESPONSES.flatMap((nonTarget) =>
        (['no', 'yes'] as const).map((newLesions) => [target, nonTarget, newLesions] as const),
      ),
    ),
  )('of target %s, non-target %s and new lesions %s is the one of the tables', (target, nonTarget, newLesions) => {
    const row = TABLES.find((r) => matches(r[0], target) && matches(r[1], nonTarget) && matches(r[2], newLesions));
    expect(overallResponsesAllowed({ target, nonTarget, newLesions })).toEqual(row ? [row[3]] : ['NE', 'NED']);
  });

  it('is open where a part is not stated, and an equivocal new lesion counts as none', () => {
    // A target PR is PR whatever the non-target lesions do, unless they progress.
    expect(overallResponsesAllowed({ target: 'PR', nonTarget: undefined, newLesions: 'no' })).toEqual(['PR', 'PD']);
    expect(overallResponsesAllowed({ target: 'SD', nonTarget: 'none', newLesions: undefined })).toEqual(['SD', 'PD']);
    expect(overallResponsesAllowed({ target: 'SD', nonTarget: 'none', newLesions: 'equivocal' })).toEqual(['SD']);
  });
});
