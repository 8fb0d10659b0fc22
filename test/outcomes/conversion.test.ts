import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../src/events/index.js';
import type { Asked } from '../../src/outcomes/index.js';
import type { Line } from './history.js';
import {
  ablation,
  corrected,
  cycle,
  died,
  hepatectomy,
  mdt,
  metastasis,
  outcomesOf,
  progression,
  registered,
  seen,
} from './history.js';

const found: readonly Line[] = [registered('-20', 'relative'), metastasis('-10')];
const uncertain: readonly Line[] = [...found, mdt('-5', 'uncertain'), cycle('+0')];
const conversionOf = (lines: readonly Line[], asked: Asked = {}) => outcomesOf(lines, asked).endpoints.conversion;
const pathology = (when: string, of: string, data: JsonObject): Line => [
  when,
  'PathologyReported',
  { specimenId: of, ...data },
  `pathology@${when}`,
];

describe('the initial class', () => {
  it.each([
    ['two assessments before treatment', [mdt('-5', 'uncertain'), mdt('-2', 'resectable')], 'uncertain'],
    ['one before the metastases were found', [mdt('-11', 'resectable'), mdt('-5', 'uncertain')], 'uncertain'],
    ['one on the day of the diagnosis', [mdt('-10', 'unresectable')], 'unresectable'],
    ['one on time zero', [mdt('+0', 'unresectable')], 'unresectable'],
    ['one after time zero only', [mdt('+1', 'unresectable')], 'unknown'],
    ['one by a single person only', [mdt('-5', 'unresectable', { by: 'one-person' })], 'unknown'],
    ['none', [], 'unknown'],
  ] as const)('of a patient with %s', (_, assessments, initial) => {
    expect(conversionOf([...found, ...assessments, cycle('+0')]).initial).toBe(initial);
  });

  it('of a patient assessed twice on one day is the one recorded last', () => {
    const first: Line = ['-5', 'ResectabilityAssessed', { classification: 'uncertain' }, 'z'];
    const second: Line = ['-5', 'ResectabilityAssessed', { classification: 'unresectable' }, 'a'];
    expect(conversionOf([...found, first, second, cycle('+0')]).initial).toBe('unresectable');
    expect(conversionOf([...found, second, first, cycle('+0')]).initial).toBe('uncertain');
  });

  it('of a patient never assessed leaves conversion without answer, as does one resectable at the outset', () => {
    const asked = { status: 'not-evaluable', converted: null, days: null, date: null, margin: null, after: null };
    expect(conversionOf([...found, cycle('+0'), hepatectomy('+90', 'R0')])).toMatchObject({
      ...asked,
      reason: { code: 'no-initial-assessment' },
    });
    expect(conversionOf([...found, mdt('-5', 'resectable'), hepatectomy('+0', 'R0')])).toMatchObject({
      ...asked,
      initial: 'resectable',
      reason: { code: 'initially-resectable' },
    });
  });

  it('of a patient never treated counts in the denominator: not converted, with no time', () => {
    expect(conversionOf([...found, mdt('-5', 'unresectable'), seen('+50')])).toMatchObject({
      status: 'not-evaluable',
      initial: 'unresectable',
      converted: false,
      days: null,
      reason: { code: 'no-first-line-treatment' },
    });
  });
});

describe('a patient whose liver is resected after an uncertain classification', () => {
  it('is converted on the day of surgery', () => {
    expect(conversionOf([...uncertain, hepatectomy('+141', 'R0')])).toEqual({
      status: 'event',
      initial: 'uncertain',
      converted: true,
      days: 141,
      date: '+141',
      margin: 'R0',
      after: 'systemic',
      reason: { code: 'converted', text: expect.any(String) },
      imputed: false,
      evidence: ['metastasis@-10', 'cycle@+0', 'mdt@-5', 'hepatectomy@+141'],
    });
  });

  it('is converted with an R1 margin too, and on the day of progression or death', () => {
    const lines = [...uncertain, hepatectomy('+141', 'R1'), progression('+141'), died('+141')];
    expect(conversionOf(lines)).toMatchObject({ converted: true, margin: 'R1' });
  });

  it('is converted for the rate even after a progression', () => {
    expect(conversionOf([...uncertain, progression('+60'), hepatectomy('+141', 'R0')]).converted).toBe(true);
  });

  it('at once, before any therapy, was brought there by nothing', () => {
    const lines = [...found, mdt('-5', 'uncertain'), hepatectomy('+0', 'R0')];
    expect(conversionOf(lines)).toMatchObject({ converted: true, days: 0, after: 'nothing' });
  });

  it.each([
    ['systemic-and-embolisation', [cycle('+0')]],
    ['embolisation', [ablation('+0')]],
  ])('and the portal vein embolised before was brought there by %s', (after, treatment) => {
    const lines = [...found, mdt('-5', 'uncertain'), ...treatment, hepatectomy('+141', 'R0')];
    const embolised = { type: 'EmbolisationPerformed', occurredOn: '+100', data: { kind: 'portal-vein' } };
    expect(outcomesOf(lines, {}, [embolised]).endpoints.conversion.after).toBe(after);
  });

  it('after the cut-off is not converted yet', () => {
    expect(conversionOf([...uncertain, hepatectomy('+141', 'R0')], { cutOff: '+140' })).toMatchObject({
      status: 'censored',
      converted: false,
      days: 140,
    });
  });
});

describe('a patient is not converted', () => {
  it.each([
    ['by an R2 resection', [hepatectomy('+90', 'R2')], 'macroscopic-residual'],
    ['while the margin is pending', [hepatectomy('+90', 'pending')], 'margin-unknown'],
    ['where the margin is not stated', [hepatectomy('+90', 'not-stated')], 'margin-unknown'],
    ['by ablation alone', [ablation('+90')], 'no-clearing-resection'],
    ['by a first stage alone', [hepatectomy('+90', 'R0', { stage: 'first' })], 'no-clearing-resection'],
    ['with disease left in the liver', [hepatectomy('+90', 'R0', { diseaseLeft: ['liver'] })], 'no-clearing-resection'],
    ['by a transplantation', [hepatectomy('+90', 'R0', { procedure: 'transplantation' })], 'transplantation'],
    ['by a later assessment as resectable', [mdt('+90', 'resectable')], 'no-clearing-resection'],
    ['by a resection before time zero', [hepatectomy('-15', 'R0')], 'no-clearing-resection'],
  ] as const)('%s', (_, lines, code) => {
    expect(conversionOf([...uncertain, ...lines])).toMatchObject({ converted: false, margin: null, reason: { code } });
  });

  it('and is followed to death, or to the last date known alive', () => {
    expect(conversionOf([...uncertain, died('+200')])).toMatchObject({ status: 'censored', days: 200, date: '+200' });
    expect(conversionOf([...uncertain, seen('+150')])).toMatchObject({ status: 'censored', days: 150 });
  });

  it('by an R2 resection, but is by the R0 resection that follows', () => {
    const lines = [...uncertain, hepatectomy('+90', 'R2'), hepatectomy('+180', 'R0')];
    expect(conversionOf(lines)).toMatchObject({ converted: true, days: 180 });
  });
});

describe('a conversion stands', () => {
  it.each([
    ['with the primary left in place', { diseaseLeft: ['primary', 'extrahepatic'] }],
    ['with further lesions ablated', { withAblation: true }],
    ['with no disease left', { diseaseLeft: ['none'] }],
  ])('%s', (_, data) => {
    expect(conversionOf([...uncertain, hepatectomy('+90', 'R0', data)]).converted).toBe(true);
  });
});

describe('a two-stage hepatectomy', () => {
  const stages = (first: string, second: string) => [
    ...uncertain,
    hepatectomy('+90', first, { stage: 'first', diseaseLeft: ['liver'] }),
    hepatectomy('+120', second, { stage: 'second' }),
  ];

  it.each([
    ['R0', 'R0', 'R0'],
    ['R1', 'R0', 'R1'],
    ['R0', 'R1', 'R1'],
    ['R0', 'R2', null],
    ['R0', 'pending', null],
    ['pending', 'R1', null],
  ])('with margins %s and %s clears at its second stage with the worse: %s', (first, second, margin) => {
    const result = conversionOf(stages(first, second));
    expect(result).toMatchObject({ converted: margin !== null, margin });
    if (margin) expect(result).toMatchObject({ days: 120 });
  });

  it('names both operations', () => {
    expect(conversionOf(stages('R0', 'R0')).evidence).toEqual(
      expect.arrayContaining(['hepatectomy@+90', 'hepatectomy@+120']),
    );
  });
});

describe('the margin of a resection', () => {
  const resected = (recorded: string, ...reports: readonly Line[]) =>
    conversionOf([...uncertain, hepatectomy('+90', recorded), ...reports]);
  const of = 'hepatectomy@+90';

  it('is what pathology says, not what the operation said', () => {
    const result = resected('R0', pathology('+97', of, { margin: 'R1' }));
    expect(result.margin).toBe('R1');
    expect(result.evidence).toContain('pathology@+97');
    expect(resected('pending', pathology('+97', of, { margin: 'R0' })).margin).toBe('R0');
  });

  it('is what the latest report says that states one', () => {
    const reports = [
      pathology('+97', of, { margin: 'R1' }),
      pathology('+110', of, { margin: 'R0' }),
      pathology('+120', of, { margin: 'not-stated' }),
      pathology('+125', of, { completeResponse: false }),
    ];
    expect(resected('pending', ...reports).margin).toBe('R0');
  });

  it('is R2 where the surgeon left disease behind, whatever the specimen shows', () => {
    expect(resected('R2', pathology('+97', of, { margin: 'R0' }))).toMatchObject({ converted: false, margin: null });
  });

  it('is not read from the pathology of another specimen', () => {
    expect(resected('pending', pathology('+97', 'another', { margin: 'R0' })).reason.code).toBe('margin-unknown');
  });

  it('is not read from a report after the cut-off', () => {
    const lines = [...uncertain, hepatectomy('+90', 'pending'), pathology('+97', of, { margin: 'R0' })];
    expect(conversionOf(lines, { cutOff: '+96' }).reason.code).toBe('margin-unknown');
    expect(conversionOf(lines, { cutOff: '+97' }).converted).toBe(true);
  });

  it('of a patient who died before the report is read from it all the same', () => {
    const lines = [...uncertain, hepatectomy('+90', 'pending'), died('+93'), pathology('+97', of, { margin: 'R0' })];
    expect(conversionOf(lines).converted).toBe(true);
  });

  it('of half a millimetre is R0 as reported, and R1 where 1 mm is asked for', () => {
    const lines = [...uncertain, hepatectomy('+90', 'R0'), pathology('+97', of, { margin: 'R0', marginWidth: 5 })];
    expect(conversionOf(lines).margin).toBe('R0');
    expect(conversionOf(lines, { options: { r0MinWidth: 10 } }).margin).toBe('R1');
    expect(conversionOf(lines, { options: { r0MinWidth: 5 } }).margin).toBe('R0');
  });

  it('that a correction changes changes the answer, and the correction is named', () => {
    const correction = corrected(of, '+90', { organ: 'liver', intent: 'curative', margin: 'R2' });
    const result = resected('R0', correction);
    expect(result).toMatchObject({ converted: false, reason: { code: 'macroscopic-residual' } });
    expect(result.evidence).toEqual(expect.arrayContaining([of, `correction of ${of}`]));
  });
});
