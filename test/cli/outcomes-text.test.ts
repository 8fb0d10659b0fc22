import { describe, expect, it } from '@jest/globals';
import { outcomesText } from '../../src/cli/outcomes-text.js';
import type { Asked } from '../../src/outcomes/index.js';
import { outcomesView } from '../../src/projections/index.js';
import {
  cycle,
  died,
  hepatectomy,
  mdt,
  metastasis,
  newTherapy,
  outcomesOf,
  primary,
  progression,
  registered,
  seen,
  type Line,
} from '../outcomes/history.js';

const textOf = (lines: readonly Line[], asked: Asked = {}): string =>
  outcomesText(outcomesView({ value: outcomesOf(lines, asked), asOf: null, mergedInto: null }));

const course: readonly Line[] = [
  registered('-20', 'relative'),
  primary('-10'),
  metastasis('-10'),
  mdt('-5', 'uncertain', { by: 'mdt', plannedStrategy: 'chemotherapy-then-reassess' }),
  cycle('+0', { line: 2 }),
  ['+20', 'ToxicityObserved', { term: 'Nausea', grade: 2, ctcaeVersion: '4.0' }],
  hepatectomy('+90', 'R0', { procedure: 'hemihepatectomy', lesions: 1 }),
  progression('+300'),
  newTherapy('+310'),
  died('+400'),
];

describe("a patient's outcomes in a terminal", () => {
  it('are told in sections, each answer with what it is made of', () => {
    const text = textOf(course);
    const lines = text.split('\n').map((line) => line.trim().replaceAll(/ {2,}/g, ' | '));
    expect(lines).toEqual(
      expect.arrayContaining([
        'Survival times',
        'Overall survival | event after 400 days (13.14 months), +0 to +400',
        'Resectability | uncertain at the outset, uncertain when last assessed',
        '-5 | uncertain | mdt, chemotherapy then reassess',
        'Conversion | converted from uncertain after 90 days, on +90, R0, by systemic treatment',
        'Operations | done of planned: liver 1 of 1',
        '+90 | liver, hemihepatectomy | R0, clears the liver, 1 lesion',
        'Sequence | liver only',
        'Intent of chemotherapy | conversion, begun before surgery',
        'line 1 | +0 | FOLFOX | 1 cycle, ended by progression, line 2 to the source',
        'line 2 | +310 | FOLFIRI + cetuximab | ended by death',
        '+20 | grade 2 | Nausea | CTCAE 4.0',
        '+90 | liver resection | alive: Known to be alive 90 days after it.',
        'Reported, not repaired',
      ]),
    );
    expect(text).toMatch(/line-disagreement: .*\n {2}events cycle@\+0/);
  });

  it('say why there is no answer, on the line where it would stand', () => {
    const text = textOf([registered('-20', 'relative'), metastasis('-10'), seen('+5')]);
    expect(text).toMatch(/Overall survival +not evaluable, no-first-line-treatment: /);
    expect(text).not.toMatch(/null|undefined|NaN|Infinity/);
  });

  it('never show a hole where a value is missing', () => {
    expect(textOf(course)).not.toMatch(/null|undefined|NaN|Infinity/);
    expect(textOf([registered('+0', 'relative')])).not.toMatch(/null|undefined|NaN|Infinity/);
  });

  it('name the options that are not the usual ones, and show how many events stand behind an answer', () => {
    expect(textOf(course, { options: { mortalityDays: 30 } })).toContain('mortalityDays 30');
    const cycles = Array.from({ length: 9 }, (_, i) => cycle(`+${14 * i}`, { cycle: i + 1 }));
    expect(textOf([...course.slice(0, 4), ...cycles])).toMatch(/1\d events metastas cycle@\+0 .* …/);
  });
});
