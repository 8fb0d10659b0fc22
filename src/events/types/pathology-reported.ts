import { eventType } from '../event-type.js';
import { DateField, EventId, Flag, OneOf, Part, SomeOf, TenthsOfMm, Text, Whole } from '../fields.js';

export class Specimen {
  @OneOf(['biopsy', 'cytology', 'resection-elsewhere', 'autopsy'])
  kind!: string;

  @Text({ optional: true, max: 50 })
  organ?: string;

  @DateField({ optional: true })
  takenOn?: string;
}

export class Regression {
  @OneOf(['Mandard', 'Rubbia-Brandt', 'Blazer'])
  scale!: string;

  @Text({ max: 20 })
  grade!: string;
}

export class Nodes {
  @Whole(0, 200)
  examined!: number;

  @Whole(0, 200)
  positive!: number;
}

export class PathologyReportedData {
  @EventId({ optional: true, about: 'the resection that the specimen comes from; this or `specimen` is required' })
  specimenId?: string;

  @Part(() => Specimen, { optional: true })
  specimen?: Specimen;

  @OneOf(['R0', 'R1', 'R2', 'not-stated'], { optional: true, system: 'UICC residual tumour (R)' })
  margin?: 'R0' | 'R1' | 'R2' | 'not-stated';

  @TenthsOfMm({ optional: true })
  marginWidth?: number;

  @Flag({ optional: true, about: 'R1 at a vessel only' })
  vascularR1?: boolean;

  @Part(() => Regression, { optional: true })
  regression?: Regression;

  @Flag({ optional: true, about: 'no viable tumour left' })
  completeResponse?: boolean;

  @Part(() => Nodes, { optional: true })
  nodes?: Nodes;

  @SomeOf(['steatosis', 'steatohepatitis', 'sinusoidal-obstruction', 'fibrosis'], {
    optional: true,
    about: 'the liver around the tumour',
  })
  background?: string[];
}

export const PathologyReported = eventType({
  name: 'PathologyReported',
  version: 1,
  about: 'A pathologist reports on a specimen.',
  data: PathologyReportedData,
  check: ({ specimenId, specimen }) =>
    (specimenId === undefined) === (specimen === undefined)
      ? [
          {
            code: 'missing-field',
            pointer: '',
            detail: 'a pathology report names its operation (specimenId) or describes its specimen, one of the two',
            remedy: 'Give the id of the ResectionPerformed event, or `specimen`.',
          },
        ]
      : [],
  references: [{ field: 'specimenId', types: ['ResectionPerformed'] }],
  example: {
    occurredOn: '2007-07-28',
    data: { specimen: { kind: 'biopsy', organ: 'liver' }, completeResponse: false },
  },
});
