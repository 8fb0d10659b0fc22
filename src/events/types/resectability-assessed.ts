import { eventType } from '../event-type.js';
import { OneOf, SomeOf, Whole } from '../fields.js';

export class ResectabilityAssessedData {
  @OneOf(['resectable', 'uncertain', 'unresectable'], { about: 'uncertain: borderline, potentially resectable' })
  classification!: 'resectable' | 'uncertain' | 'unresectable';

  @OneOf(['mdt', 'one-person'], { optional: true, about: 'who assessed: a multidisciplinary meeting or one person' })
  by?: 'mdt' | 'one-person';

  @SomeOf(['technical', 'oncological', 'remnant-volume', 'extrahepatic-disease', 'unfit'], { optional: true })
  criteria?: string[];

  @Whole(0, 4, { optional: true, system: 'ECOG performance status' })
  ecog?: number;

  @OneOf(
    [
      'surgery-first',
      'chemotherapy-then-reassess',
      'two-stages',
      'liver-first',
      'primary-first',
      'simultaneous',
      'ablation',
      'transplantation',
      'palliative',
    ],
    { optional: true },
  )
  plannedStrategy?: string;
}

export const ResectabilityAssessed = eventType({
  name: 'ResectabilityAssessed',
  version: 1,
  about: 'The liver metastases are classed as resectable, of uncertain resectability, or unresectable.',
  data: ResectabilityAssessedData,
  example: {
    occurredOn: '2007-02-28',
    data: {
      classification: 'uncertain',
      by: 'mdt',
      criteria: ['technical'],
      plannedStrategy: 'chemotherapy-then-reassess',
    },
  },
});
