import { cohortEventType } from '../event-type.js';
import { AnyObject, Text, Whole } from '../fields.js';

export class CohortDefinedData {
  @AnyObject({ about: 'the definition as it was read, cohorts within it pinned to their versions' })
  definition!: object;

  @Text({ pattern: /^[0-9a-f]{64}$/, about: 'SHA-256 of the definition as RFC 8785 JSON' })
  sha256!: string;

  @Whole(1, 1000, { about: 'version of the grammar that the definition is written in' })
  schema!: number;

  @Text({ max: 2000, about: 'why it is defined, or defined anew' })
  reason!: string;
}

export const CohortDefined = cohortEventType({
  name: 'CohortDefined',
  version: 1,
  about: 'A cohort is defined, or defined anew: the next version of its name. Earlier versions stay usable.',
  data: CohortDefinedData,
  example: {
    data: {
      definition: {
        cohort: 'uncertain-converted',
        include: [{ 'conversion.initial': 'uncertain' }, { 'conversion.converted': true }],
        index: 'conversion',
      },
      sha256: 'bc8dcb179685dc37931eed121fe8892c4b460205d2a3da39e14953509bf4e8cb',
      schema: 1,
      reason: 'The converted of Essadi 2011.',
    },
  },
});
