import { describe, expect, it } from '@jest/globals';
import type { Line } from './history.js';
import { cycle, metastasis, outcomesOf, registered } from './history.js';

const cea = (when: string, value: number, unit = 'ng/mL', marker = 'CEA'): Line => [
  when,
  'TumourMarkerMeasured',
  { marker, value, unit },
  `${marker} ${value}@${when}`,
];
const start: readonly Line[] = [registered('-20', 'relative'), metastasis('-20'), cycle('+0')];
const markers = (...lines: readonly Line[]) => outcomesOf([...start, ...lines]).endpoints.tumourMarkers;
const only = (...lines: readonly Line[]) => markers(...lines).markers[0];

describe('the tumour markers of a patient', () => {
  it('fall to a nadir and double from there', () => {
    // Nadir 5 on day 60, last 20 on day 120: two doublings in 60 days.
    const course = only(cea('-5', 80), cea('-1', 100), cea('+30', 40), cea('+60', 5), cea('+90', 9), cea('+120', 20));
    expect(course).toMatchObject({
      marker: 'CEA',
      unit: 'ng/mL',
      baseline: { date: '-1', value: 100 },
      nadir: { date: '+60', value: 5 },
      last: { date: '+120', value: 20 },
      values: 4,
      doubling: { days: 30, reason: { code: 'nadir-to-last' } },
    });
    expect(course?.evidence).toEqual(['CEA 100@-1', 'CEA 40@+30', 'CEA 5@+60', 'CEA 9@+90', 'CEA 20@+120']);
  });

  it('have the slope of the exponential regression, a month', () => {
    // Halved every 30 days: ln(1/2) / 30 * 30.4375 = -0.703 a month.
    expect(only(cea('+0', 99), cea('+30', 40), cea('+60', 20), cea('+90', 10))?.slope.perMonth).toBe(-0.703);
    // R: coef(lm(log(c(10, 12, 30)) ~ c(30, 60, 120)))[2] * 30.4375 = 0.38487
    expect(only(cea('+30', 10), cea('+60', 12), cea('+120', 30))?.slope.perMonth).toBe(0.385);
  });

  it('have no kinetics from one value, from a 0, nor a doubling time while they fall', () => {
    expect(only(cea('-1', 100), cea('+30', 40))).toMatchObject({
      slope: { perMonth: null, reason: { code: 'fewer-than-two-values' } },
      doubling: { days: null, reason: { code: 'fewer-than-two-values' } },
    });
    expect(only(cea('+30', 0), cea('+60', 4))).toMatchObject({
      slope: { perMonth: null, reason: { code: 'no-logarithm' } },
      doubling: { days: null, reason: { code: 'no-logarithm' } },
    });
    expect(only(cea('+30', 40), cea('+60', 20))?.doubling).toMatchObject({ days: null, reason: { code: 'not-risen' } });
  });

  it('are each followed in one unit: ng/mL is µg/L, others are left out and counted', () => {
    expect(only(cea('-1', 100, 'ug/L'), cea('+30', 40), cea('+60', 7, 'U/mL'))).toMatchObject({
      unit: 'ng/mL',
      baseline: { value: 100 },
      last: { date: '+30', value: 40 },
      otherUnit: 1,
    });
  });

  it('of the day of time zero are the baseline, and its unit that of the course', () => {
    expect(only(cea('+0', 100, 'U/mL'), cea('+30', 40))).toMatchObject({
      unit: 'U/mL',
      baseline: { date: '+0', value: 100 },
      nadir: null,
      values: 0,
      otherUnit: 1,
    });
  });

  it('count by the highest value of a day, and by name', () => {
    expect(only(cea('+30', 40), cea('+30', 60))).toMatchObject({ values: 1, last: { value: 60 } });
    const two = markers(cea('+30', 40), cea('+30', 90, 'U/mL', 'CA-19-9'));
    expect(two.markers.map(({ marker }) => marker)).toEqual(['CA-19-9', 'CEA']);
  });

  it('not measured, or of one never treated, are none', () => {
    expect(markers()).toMatchObject({ status: 'not-evaluable', markers: [], reason: { code: 'no-marker' } });
    const untreated = outcomesOf([registered('-20', 'relative'), metastasis('-20'), cea('-5', 8)]).endpoints;
    expect(untreated.tumourMarkers.reason.code).toBe('no-first-line-treatment');
  });
});
