import { eventType } from '../event-type.js';
import { Quantity, Text, Whole } from '../fields.js';

export class RadiotherapyGivenData {
  @Text({ max: 50, about: 'liver, primary, bone, …' })
  site!: string;

  @Quantity(0, 200, { optional: true, unit: 'Gy' })
  dose?: number;

  @Whole(1, 100, { optional: true })
  fractions?: number;
}

export const RadiotherapyGiven = eventType({
  name: 'RadiotherapyGiven',
  version: 1,
  about: 'Radiotherapy is given; the clinical date is its first day.',
  data: RadiotherapyGivenData,
  example: { occurredOn: '2008-09-01', data: { site: 'liver', dose: 45, fractions: 3 } },
});
