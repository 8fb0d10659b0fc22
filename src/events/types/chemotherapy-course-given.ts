import { eventType } from '../event-type.js';
import { DateField, OneOf, TextList, Whole } from '../fields.js';
import { INTENTS, REGIMENS } from '../vocabulary.js';

export class ChemotherapyCourseGivenData {
  @TextList({ optional: true, about: 'names of the drugs; agents or regimen is required' })
  agents?: string[];

  @OneOf(REGIMENS, { optional: true })
  regimen?: string;

  @DateField({ optional: true })
  lastDay?: string;

  @Whole(1, 200, { optional: true, about: 'number of cycles' })
  cycles?: number;

  @Whole(1, 20, { optional: true, about: 'line of treatment, where the source states it' })
  line?: number;

  @OneOf(INTENTS, { optional: true })
  intent?: string;

  @OneOf(['CR', 'PR', 'SD', 'PD', 'NE', 'not-stated'], { optional: true, about: 'as the source states it, undated' })
  bestResponse?: string;
}

export const ChemotherapyCourseGiven = eventType({
  name: 'ChemotherapyCourseGiven',
  version: 1,
  about: 'A course of chemotherapy, for sources that know no cycles; the clinical date is its first day.',
  data: ChemotherapyCourseGivenData,
  check: ({ agents, regimen }) =>
    agents === undefined && regimen === undefined
      ? [
          {
            code: 'missing-field',
            pointer: '',
            detail: 'a course of chemotherapy needs its agents or its regimen',
            remedy: 'Give one of them; the regimen "other" if unknown.',
          },
        ]
      : [],
  example: {
    occurredOn: '2007-03-02',
    data: { regimen: 'FOLFIRI', cycles: 6, lastDay: '2007-05-11', intent: 'palliative' },
  },
});
