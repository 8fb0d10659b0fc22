import { eventType } from '../event-type.js';
import { Flag, OneOf, TenthsOfMm, Whole } from '../fields.js';

export class AblationPerformedData {
  @OneOf(['radiofrequency', 'microwave', 'cryo', 'irreversible-electroporation', 'other'])
  technique!: string;

  @OneOf(['percutaneous', 'laparoscopic', 'open'], { optional: true })
  approach?: string;

  @Whole(0, 100, { optional: true, about: 'number of lesions ablated' })
  lesions?: number;

  @TenthsOfMm({ optional: true })
  smallestMargin?: number;

  @Flag({ optional: true })
  complete?: boolean;
}

export const AblationPerformed = eventType({
  name: 'AblationPerformed',
  version: 1,
  about: 'Liver metastases are ablated.',
  data: AblationPerformedData,
  example: {
    occurredOn: '2007-07-21',
    data: { technique: 'radiofrequency', approach: 'open', lesions: 1, complete: true },
  },
});
