import { eventType } from '../event-type.js';
import { Flag, OneOf, SomeOf, Text, Whole } from '../fields.js';

export class ResectionPerformedData {
  @OneOf(['primary', 'liver', 'other'])
  organ!: 'primary' | 'liver' | 'other';

  @OneOf(['curative', 'palliative', 'not-stated'])
  intent!: 'curative' | 'palliative' | 'not-stated';

  @OneOf(['first', 'second'], { optional: true, about: 'of a two-stage hepatectomy or ALPPS; absent: one stage' })
  stage?: 'first' | 'second';

  @Text({
    optional: true,
    max: 100,
    about: 'wedge, segmentectomy, hemihepatectomy, extended, ALPPS, transplantation, colectomy, …',
  })
  procedure?: string;

  @OneOf(['R0', 'R1', 'R2', 'pending', 'not-stated'], { optional: true, system: 'UICC residual tumour (R)' })
  margin?: 'R0' | 'R1' | 'R2' | 'pending' | 'not-stated';

  @SomeOf(['none', 'liver', 'primary', 'extrahepatic'], { optional: true, about: 'disease known to be left behind' })
  diseaseLeft?: string[];

  @Whole(0, 500, { optional: true, about: 'number of lesions resected' })
  lesions?: number;

  @Flag({ optional: true, about: 'further lesions were ablated at the same operation' })
  withAblation?: boolean;

  @Flag({ optional: true, about: 'the primary was resected at the same operation' })
  withPrimary?: boolean;
}

export const ResectionPerformed = eventType({
  name: 'ResectionPerformed',
  version: 1,
  about: 'The primary, the liver or another organ is resected.',
  data: ResectionPerformedData,
  example: {
    occurredOn: '2007-07-21',
    data: { organ: 'liver', intent: 'curative', procedure: 'hemihepatectomy', margin: 'R0', lesions: 3 },
  },
});
