import { eventType } from '../event-type.js';
import { OneOf, Part, Parts, TenthsOfMm, Text, Whole } from '../fields.js';

export class Tnm {
  @Text({ optional: true, max: 10, system: 'UICC TNM' })
  t?: string;

  @Text({ optional: true, max: 10, system: 'UICC TNM' })
  n?: string;

  @Text({ optional: true, max: 10, system: 'UICC TNM' })
  m?: string;
}

export class MolecularResult {
  @OneOf(['KRAS', 'NRAS', 'RAS', 'BRAF-V600E', 'MSI', 'HER2', 'other'])
  marker!: string;

  @Text({ max: 50, about: 'wild-type, mutated, stable, high, positive, negative, …' })
  result!: string;

  @Text({ optional: true, max: 50 })
  variant?: string;
}

export class DiagnosisMadeData {
  @OneOf(['primary', 'liver-metastasis', 'other-metastasis'])
  kind!: 'primary' | 'liver-metastasis' | 'other-metastasis';

  @Text({ optional: true, max: 50, system: 'ICD-O or ICD-10', about: 'the code, or the plain word' })
  site?: string;

  @OneOf(['left', 'right', 'rectum', 'not-stated'], { optional: true, about: 'side of the primary' })
  side?: string;

  @Text({ optional: true })
  histology?: string;

  @Part(() => Tnm, { optional: true })
  tnm?: Tnm;

  @Text({ optional: true, max: 50, about: "the source's own word" })
  stage?: string;

  @Whole(0, 500, { optional: true, about: 'number of lesions' })
  lesions?: number;

  @TenthsOfMm({ optional: true })
  largestLesion?: number;

  @OneOf(['unilobar', 'bilobar'], { optional: true })
  lobes?: 'unilobar' | 'bilobar';

  @OneOf(['imaging', 'biopsy', 'surgery'], { optional: true })
  basis?: 'imaging' | 'biopsy' | 'surgery';

  @OneOf(['initial-staging', 'resection-of-primary', 'follow-up'], {
    optional: true,
    about: 'when a metastasis was found',
  })
  foundAt?: 'initial-staging' | 'resection-of-primary' | 'follow-up';

  @Parts(() => MolecularResult, { optional: true, about: 'known that day' })
  biomarkers?: MolecularResult[];
}

export const DiagnosisMade = eventType({
  name: 'DiagnosisMade',
  version: 1,
  about: 'A primary tumour or a metastasis is diagnosed.',
  data: DiagnosisMadeData,
  example: {
    occurredOn: '2007-02-12',
    data: {
      kind: 'liver-metastasis',
      lesions: 3,
      largestLesion: 420,
      lobes: 'bilobar',
      basis: 'imaging',
      foundAt: 'initial-staging',
    },
  },
});
