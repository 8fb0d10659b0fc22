import { eventType } from '../event-type.js';
import { Flag, OneOf, Part, Parts, Quantity, TenthsOfMm, Text } from '../fields.js';

export class TargetLesion {
  @Text({ max: 20, about: 'the same at every imaging of the patient' })
  id!: string;

  @Text({ max: 50 })
  organ!: string;

  @Flag({ optional: true, about: 'a lymph node: its short axis is measured' })
  node?: boolean;

  @TenthsOfMm({ optional: true, about: 'longest diameter; short axis of a node' })
  diameter?: number;

  @OneOf(['measured', 'too-small', 'disappeared', 'not-evaluable'])
  state!: 'measured' | 'too-small' | 'disappeared' | 'not-evaluable';
}

export class RemnantVolume {
  @Quantity(0, 5000, { optional: true, unit: 'ml' })
  ml?: number;

  @Quantity(0, 100, { optional: true, unit: '%' })
  percent?: number;
}

export class ImagingPerformedData {
  @OneOf(['CT', 'MRI', 'PET-CT', 'US', 'CEUS', 'intraoperative-US'])
  modality!: string;

  @OneOf(['baseline', 'response', 'follow-up', 'symptoms', 'not-stated'])
  purpose!: string;

  @Flag({ optional: true, about: 'whether the imaging allows an assessment' })
  adequate?: boolean;

  @Parts(() => TargetLesion, { optional: true })
  targetLesions?: TargetLesion[];

  @OneOf(['CR', 'NON-CR/NON-PD', 'PD', 'NE', 'none'], { optional: true, system: 'RECIST 1.1' })
  nonTarget?: string;

  @OneOf(['no', 'yes', 'equivocal'], { optional: true })
  newLesions?: 'no' | 'yes' | 'equivocal';

  @Part(() => RemnantVolume, { optional: true, about: 'volume of the future liver remnant' })
  remnantVolume?: RemnantVolume;
}

export const ImagingPerformed = eventType({
  name: 'ImagingPerformed',
  version: 1,
  about: 'The patient is imaged.',
  data: ImagingPerformedData,
  example: {
    occurredOn: '2007-02-26',
    data: {
      modality: 'CT',
      purpose: 'baseline',
      targetLesions: [{ id: 'T1', organ: 'liver', diameter: 420, state: 'measured' }],
    },
  },
});
