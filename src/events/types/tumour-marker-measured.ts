import { eventType } from '../event-type.js';
import { OneOf, Quantity } from '../fields.js';

export class TumourMarkerMeasuredData {
  @OneOf(['CEA', 'CA-19-9'])
  marker!: 'CEA' | 'CA-19-9';

  @Quantity(0, 1_000_000, { unit: 'the unit stated', about: 'as measured' })
  value!: number;

  @OneOf(['ng/mL', 'ug/L', 'U/mL', 'kU/L'])
  unit!: string;
}

export const TumourMarkerMeasured = eventType({
  name: 'TumourMarkerMeasured',
  version: 1,
  about: 'A tumour marker is measured in the blood.',
  data: TumourMarkerMeasuredData,
  example: { occurredOn: '2007-02-26', data: { marker: 'CEA', value: 48.5, unit: 'ng/mL' } },
});
