import { eventType } from '../event-type.js';
import { EventId, OneOf, TenthsOfMm, Text } from '../fields.js';

export class ResponseAssessedData {
  @OneOf(['RECIST-1.1', 'RECIST-1.0', 'WHO', 'not-stated'])
  criteria!: 'RECIST-1.1' | 'RECIST-1.0' | 'WHO' | 'not-stated';

  @OneOf(['CR', 'PR', 'SD', 'NON-CR/NON-PD', 'PD', 'NE', 'NED'], {
    about: 'NED: no evidence of disease after complete resection or ablation',
  })
  overall!: 'CR' | 'PR' | 'SD' | 'NON-CR/NON-PD' | 'PD' | 'NE' | 'NED';

  @OneOf(['CR', 'PR', 'SD', 'PD', 'NE', 'none'], { optional: true })
  target?: string;

  @OneOf(['CR', 'NON-CR/NON-PD', 'PD', 'NE', 'none'], { optional: true })
  nonTarget?: string;

  @OneOf(['no', 'yes', 'equivocal'], { optional: true })
  newLesions?: 'no' | 'yes' | 'equivocal';

  @TenthsOfMm({ optional: true })
  sumOfDiameters?: number;

  @Text({ optional: true, max: 2000, about: 'why the overall response departs from its parts; stored sealed' })
  judgement?: string;

  @EventId({ optional: true })
  imagingId?: string;

  @OneOf(['investigator', 'independent'], { optional: true })
  assessor?: 'investigator' | 'independent';
}

export const ResponseAssessed = eventType({
  name: 'ResponseAssessed',
  version: 1,
  about: 'The response to treatment is assessed; the clinical date is that of the imaging, not of the reading.',
  data: ResponseAssessedData,
  sealed: ['judgement'],
  references: [{ field: 'imagingId', types: ['ImagingPerformed'] }],
  example: {
    occurredOn: '2007-05-04',
    data: {
      criteria: 'RECIST-1.1',
      overall: 'PR',
      target: 'PR',
      nonTarget: 'none',
      newLesions: 'no',
      sumOfDiameters: 270,
    },
  },
});
