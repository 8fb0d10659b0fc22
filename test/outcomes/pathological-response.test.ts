import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../src/events/index.js';
import type { Asked } from '../../src/outcomes/index.js';
import { cycle, died, hepatectomy, metastasis, outcomesOf, registered, response, type Line } from './history.js';

const found: readonly Line[] = [registered('-60', 'relative'), metastasis('-10'), cycle('+0')];
const pathology = (when: string, data: JsonObject, specimenId = 'hepatectomy@+90'): Line => [
  when,
  'PathologyReported',
  data['specimen'] ? data : { specimenId, ...data },
  `pathology@${when}`,
];
const pathologicalOf = (lines: readonly Line[], asked: Asked = {}) =>
  outcomesOf([...found, ...lines], asked).endpoints.pathologicalResponse;
const resection = hepatectomy('+90', 'R0');
const TRG1 = { scale: 'Rubbia-Brandt', grade: 'TRG1' };

describe('the pathological response of a patient', () => {
  it('is what the report on the resected liver says, dated by the operation', () => {
    expect(pathologicalOf([resection, pathology('+97', { completeResponse: true, regression: TRG1 })])).toEqual({
      status: 'evaluable',
      date: '+90',
      complete: true,
      regression: TRG1,
      specimens: [{ date: '+90', complete: true, regression: TRG1, evidence: ['hepatectomy@+90', 'pathology@+97'] }],
      reason: { code: 'as-stated', text: expect.any(String) },
      imputed: false,
      evidence: ['hepatectomy@+90', 'pathology@+97'],
    });
  });

  it('is not read from a grade of regression: complete is what is called complete', () => {
    expect(pathologicalOf([resection, pathology('+97', { regression: TRG1 })])).toMatchObject({
      status: 'evaluable',
      complete: null,
      regression: TRG1,
    });
  });

  it('changes nothing of the best response on imaging', () => {
    const lines = [...found, response('+60', 'PR'), resection, pathology('+97', { completeResponse: true })];
    expect(outcomesOf(lines).endpoints.bestResponse.unconfirmed).toBe('PR');
  });

  it('is that of the latest report which states one; of two of a day, of the one that finds tumour', () => {
    const first = pathology('+97', { completeResponse: true });
    expect(pathologicalOf([resection, first, pathology('+99', { completeResponse: false })]).complete).toBe(false);
    const mended = [pathology('+97', { completeResponse: false }), pathology('+99', { completeResponse: true })];
    expect(pathologicalOf([resection, ...mended]).complete).toBe(true);
    expect(pathologicalOf([resection, first, pathology('+99', { margin: 'R0' })]).complete).toBe(true);
    const again: Line = ['+97', 'PathologyReported', { specimenId: 'hepatectomy@+90', completeResponse: false }, 'x'];
    expect(pathologicalOf([resection, first, again]).complete).toBe(false);
  });

  it('is that of the first resection with a statement; the later ones are told', () => {
    const lines = [
      resection,
      pathology('+97', { completeResponse: true }),
      hepatectomy('+400', 'R0'),
      pathology('+407', { completeResponse: false }, 'hepatectomy@+400'),
    ];
    const { complete, specimens } = pathologicalOf(lines);
    expect(complete).toBe(true);
    expect(specimens.map(({ date, complete: each }) => [date, each])).toEqual([
      ['+90', true],
      ['+400', false],
    ]);
  });

  it('may be reported after death, without a date, or on a liver resected elsewhere', () => {
    const report = { completeResponse: true };
    expect(pathologicalOf([resection, died('+93'), pathology('+97', report)]).complete).toBe(true);
    expect(pathologicalOf([resection, pathology('unknown', report)])).toMatchObject({ complete: true, date: '+90' });
    const elsewhere = { specimen: { kind: 'resection-elsewhere', organ: 'Liver' }, ...report };
    expect(pathologicalOf([pathology('+97', elsewhere)])).toMatchObject({ complete: true, date: '+97' });
    expect(pathologicalOf([pathology('unknown', elsewhere)])).toMatchObject({ complete: true, date: null });
  });

  it.each([
    [
      'a biopsy of the liver',
      [pathology('+97', { specimen: { kind: 'biopsy', organ: 'liver' }, completeResponse: true })],
    ],
    [
      'the primary',
      [
        ['+90', 'ResectionPerformed', { organ: 'primary', intent: 'curative' }, 'hepatectomy@+90'] as Line,
        pathology('+97', { completeResponse: true }),
      ],
    ],
    ['a report that is silent', [resection, pathology('+97', { margin: 'R0' })]],
  ])('is not read from %s', (_, lines) => {
    expect(pathologicalOf(lines)).toMatchObject({
      status: 'not-evaluable',
      complete: null,
      regression: null,
      date: null,
      reason: { code: 'no-statement' },
    });
  });

  it('reported after the cut-off is not known yet', () => {
    const lines = [resection, pathology('+97', { completeResponse: true })];
    expect(pathologicalOf(lines, { cutOff: '+96' }).status).toBe('not-evaluable');
    expect(pathologicalOf(lines, { cutOff: '+97' }).complete).toBe(true);
  });
});
