import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../src/events/index.js';
import type { Line } from './history.js';
import { corrected, ct, cycle, hepatectomy, metastasis, outcomesOf, registered, response } from './history.js';

/** Liver lesions T1, T2, … by their diameters in tenths of mm; 0: disappeared; null: not evaluable. */
const targets = (...diameters: readonly (number | null)[]): JsonObject => ({
  targetLesions: diameters.map((diameter, index) => ({
    id: `T${index + 1}`,
    organ: 'liver',
    ...(diameter ? { diameter, state: 'measured' } : { state: diameter === 0 ? 'disappeared' : 'not-evaluable' }),
  })),
});
const PARTS = { nonTarget: 'none', newLesions: 'no' };
/** A CT of a day with its reading. */
const read = (when: string, overall: string, imaged: JsonObject, data: JsonObject = {}): readonly Line[] => [
  ct(when, imaged),
  response(when, overall, { ...PARTS, ...data }),
];
const start: readonly Line[] = [
  registered('-20', 'relative'),
  metastasis('-20'),
  ct('-7', { purpose: 'baseline', ...targets(600, 400), nonTarget: 'none' }),
  cycle('+0'),
];
const of = (...lines: readonly Line[]) => {
  const { endpoints, findings } = outcomesOf([...start, ...lines]);
  return { ...endpoints.responses, findings: findings.filter(({ code }) => code.endsWith('-disagrees')) };
};

describe('the responses of a patient', () => {
  it('stand by day with the sum, the nadir before it and what the lesions say', () => {
    // Baseline 100 mm. 72 mm: -28 %, SD. 63 mm: -37 %, PR. 75.6 mm: +20 % and +12.6 mm from the nadir of 63: PD.
    const { visits, baseline, findings } = of(
      ...read('+56', 'SD', targets(420, 300)),
      ...read('+112', 'PR', targets(380, 250)),
      ...read('+168', 'PD', targets(456, 300)),
    );
    expect(baseline).toEqual({ date: '-7', sum: 1000 });
    expect(
      visits.map(({ day, overall, derived, sum, nadir, agrees }) => [day, overall, derived, sum, nadir, agrees]),
    ).toEqual([
      [56, 'SD', 'SD', 720, 1000, true],
      [112, 'PR', 'PR', 630, 720, true],
      [168, 'PD', 'PD', 756, 630, true],
    ]);
    expect(findings).toEqual([]);
    expect(visits[2]?.evidence).toEqual(['PD@+168', 'ct@+168', 'ct@-7', 'ct@+112']);
  });

  it('are kept as recorded where the lesions say otherwise, and both are reported', () => {
    // 72 mm of 100 mm is no PR: 10 * 280 < 3 * 1000.
    const { visits, findings } = of(...read('+56', 'PR', targets(420, 300), { target: 'PR' }));
    expect(visits).toMatchObject([{ overall: 'PR', derived: 'SD', target: 'SD', agrees: false }]);
    expect(findings.map(({ code, text }) => [code, text])).toEqual([
      [
        'response-disagrees',
        '+56: PR is recorded; SD follows from target SD, non-target none, new lesions no (72 mm, baseline 100 mm, nadir 100 mm).',
      ],
      [
        'response-disagrees',
        '+56: Target response PR is recorded; SD is measured (72 mm, baseline 100 mm, nadir 100 mm).',
      ],
    ]);
    expect(findings[0]?.events).toEqual(['PR@+56', 'ct@+56', 'ct@-7']);
    expect(outcomesOf([...start, ...read('+56', 'PR', targets(420, 300))]).endpoints.bestResponse.unconfirmed).toBe(
      'PR',
    );
  });

  it('agree again once the lesion is corrected', () => {
    const wrong = read('+56', 'PR', targets(420, 300));
    expect(of(...wrong).findings).toHaveLength(1);
    const mended = corrected('ct@+56', '+56', { modality: 'CT', purpose: 'not-stated', ...targets(400, 300) });
    expect(of(...wrong, mended)).toMatchObject({ visits: [{ derived: 'PR', sum: 700, agrees: true }], findings: [] });
  });

  it('name a recorded sum that is not that of the lesions, rounding to whole mm aside', () => {
    expect(of(...read('+56', 'SD', targets(423, 302), { sumOfDiameters: 720 })).findings).toEqual([]);
    expect(of(...read('+56', 'SD', targets(423, 302), { sumOfDiameters: 700 })).findings).toMatchObject([
      { code: 'sum-disagrees', text: '+56: A sum of 70 mm is recorded; the lesions add up to 72.5 mm.' },
    ]);
  });

  it('are NE with a lesion not evaluable, which leaves the nadir as it was', () => {
    const { visits } = of(...read('+56', 'NE', targets(420, null)), ...read('+112', 'SD', targets(420, 300)));
    expect(visits).toMatchObject([
      { derived: 'NE', sum: null, nadir: 1000, agrees: true },
      { derived: 'SD', sum: 720, nadir: 1000 },
    ]);
  });

  it('are PD with a new lesion, whatever the targets did', () => {
    const { visits } = of(...read('+56', 'PD', targets(100, 0), { newLesions: 'yes' }));
    expect(visits).toMatchObject([{ target: 'PR', derived: 'PD', agrees: true }]);
  });

  it('are PD from the first detection of a new lesion that was equivocal and is confirmed later', () => {
    // Equivocal on day 56, not there on day 84, equivocal again from day 112 on, certain on day 196: PD on day 112.
    const equivocal = { newLesions: 'equivocal' };
    const { visits, findings } = of(
      ...read('+56', 'SD', targets(600, 400), equivocal),
      ...read('+84', 'SD', targets(600, 400)),
      ...read('+112', 'SD', targets(600, 400), equivocal),
      ...read('+196', 'PD', targets(600, 400), { newLesions: 'yes' }),
    );
    expect(visits.map(({ derived, agrees }) => [derived, agrees])).toEqual([
      ['SD', true],
      ['SD', true],
      ['PD', false],
      ['PD', true],
    ]);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.text).toContain('+112: SD is recorded; PD follows');
    expect(findings[0]?.text).toContain('confirmed on +196');
    expect(findings[0]?.events).toEqual(['SD@+112', 'ct@+112', 'ct@-7', 'PD@+196', 'ct@+196']);
  });

  it('are PD when any target is back after a CR', () => {
    const { visits } = of(...read('+56', 'CR', targets(0, 0)), ...read('+112', 'PD', targets(30, 0)));
    expect(visits.map(({ derived, nadir }) => [derived, nadir])).toEqual([
      ['CR', 1000],
      ['PD', 0],
    ]);
  });

  it('are PD when a node is 10 mm again after a CR, though it grew by less than 5 mm', () => {
    const node = (diameter: number) => ({
      targetLesions: [{ id: 'N', organ: 'node', node: true, diameter, state: 'measured' }],
    });
    const lines = (nonTarget: string, overall: string, again: string): readonly Line[] => [
      registered('-20', 'relative'),
      metastasis('-20'),
      ct('-7', { ...node(200), nonTarget: 'NON-CR/NON-PD' }),
      cycle('+0'),
      ...read('+56', overall, node(80), { nonTarget }),
      ...read('+112', again, node(100), { nonTarget }),
    ];
    const derived = (...given: readonly [string, string, string]) =>
      outcomesOf(lines(...given)).endpoints.responses.visits.map((visit) => visit.derived);
    expect(derived('CR', 'CR', 'PD')).toEqual(['CR', 'PD']);
    // Never an overall CR: 100 of 200 is a PR, and 2 mm more than the nadir no progression.
    expect(derived('NON-CR/NON-PD', 'PR', 'PR')).toEqual(['PR', 'PR']);
  });

  it('without target lesions follow from the others', () => {
    const lines = [
      registered('-20', 'relative'),
      metastasis('-20'),
      ct('-7', { targetLesions: [], nonTarget: 'NON-CR/NON-PD' }),
      cycle('+0'),
      response('+56', 'NON-CR/NON-PD', { nonTarget: 'NON-CR/NON-PD', newLesions: 'no' }),
      response('+112', 'CR', { nonTarget: 'CR', newLesions: 'no' }),
      response('+168', 'SD', { nonTarget: 'NE', newLesions: 'no' }),
    ];
    const { baseline, visits } = outcomesOf(lines).endpoints.responses;
    expect(baseline).toBeNull();
    expect(visits.map(({ derived, sum, agrees }) => [derived, sum, agrees])).toEqual([
      ['NON-CR/NON-PD', null, true],
      ['CR', null, true],
      ['NE', null, false],
    ]);
  });

  it('without any lesion at baseline are NE: there is no disease to assess', () => {
    const bare = ct('-7', { targetLesions: [], nonTarget: 'none' });
    const lines = [registered('-20', 'relative'), metastasis('-20'), bare, cycle('+0'), response('+56', 'NE', PARTS)];
    expect(outcomesOf(lines).endpoints.responses.visits).toMatchObject([{ derived: 'NE', agrees: true }]);
  });

  it('contradicted by the parts are reported of a patient without evidence of disease too', () => {
    const { visits, findings } = of(response('+56', 'NED', { target: 'none', nonTarget: 'none', newLesions: 'yes' }));
    expect(visits).toMatchObject([{ derived: null, agrees: false, reason: { code: 'no-evidence-of-disease' } }]);
    expect(findings[0]?.text).toContain('PD follows from target none');
  });

  it('are checked against the parts that the reader states where no lesion is listed', () => {
    const { visits, findings } = of(response('+56', 'SD', { ...PARTS, target: 'PR', sumOfDiameters: 650 }));
    expect(visits).toMatchObject([{ target: null, derived: 'PR', sum: 650, agrees: false }]);
    expect(findings).toHaveLength(1);
  });

  it('leave open what is not stated: a PD may stand for a new lesion that nobody itemised', () => {
    const { visits, findings } = of(ct('+56', targets(420, 300)), response('+56', 'PD', { nonTarget: 'none' }));
    expect(visits).toMatchObject([{ derived: 'SD', agrees: null }]);
    expect(findings).toEqual([]);
    expect(of(response('+56', 'PR')).visits).toMatchObject([
      { derived: null, agrees: null, reason: { code: 'parts-not-stated' } },
    ]);
  });

  it('are taken as recorded under other criteria; the sums stand beside them', () => {
    const { visits, findings } = of(...read('+56', 'PR', targets(420, 300), { criteria: 'WHO', target: 'PR' }));
    expect(visits).toMatchObject([
      { overall: 'PR', derived: null, target: null, sum: 720, agrees: null, reason: { code: 'other-criteria' } },
    ]);
    expect(findings).toEqual([]);
  });

  it('end their sums at liver surgery: the targets are in the specimen', () => {
    const { visits } = of(
      ...read('+56', 'PR', targets(300, 200)),
      hepatectomy('+70', 'R0'),
      ...read('+112', 'NED', targets(0, 0), { target: 'none' }),
    );
    expect(visits[1]).toMatchObject({
      derived: null,
      target: null,
      sum: null,
      nadir: 500,
      agrees: null,
      reason: { code: 'no-evidence-of-disease' },
    });
  });

  it('include imaging with lesions that nobody assessed, for its sum and its nadir alone', () => {
    const { visits } = of(ct('+28', targets(300, 200)), ...read('+56', 'PD', targets(400, 200)));
    expect(visits).toMatchObject([
      { overall: null, derived: null, sum: 500, agrees: null, reason: { code: 'not-assessed' } },
      { overall: 'PD', derived: 'PD', sum: 600, nadir: 500 },
    ]);
  });

  it('belong to the imaging that the reading names, though dated a day later', () => {
    const { visits } = of(ct('+56', targets(300, 200)), response('+57', 'PR', { ...PARTS, imagingId: 'ct@+56' }));
    expect(visits).toMatchObject([{ date: '+57', derived: 'PR', sum: 500 }]);
  });

  it('are not measured on ultrasound, nor on a CT stated to be inadequate', () => {
    const imaged = { ...targets(100, 100) };
    expect(of(...read('+56', 'NE', { ...imaged, modality: 'US' })).visits).toMatchObject([{ sum: null, target: null }]);
    expect(of(...read('+56', 'NE', { ...imaged, adequate: false })).visits).toMatchObject([{ sum: null }]);
  });

  it('without any assessment are none', () => {
    expect(of()).toMatchObject({
      status: 'not-evaluable',
      visits: [],
      reason: { code: 'no-post-baseline-assessment' },
    });
  });
});
