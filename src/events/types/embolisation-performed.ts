import { eventType } from '../event-type.js';
import { OneOf, SomeOf } from '../fields.js';

export class EmbolisationPerformedData {
  @OneOf(['portal-vein', 'portal-and-hepatic-vein', 'TACE', 'radioembolisation'])
  kind!: string;

  @SomeOf(['left', 'right', 'segment-4'], {
    optional: true,
    about: 'segment-4: its branches too, or alone, as before an extended right hepatectomy',
  })
  side?: string[];
}

export const EmbolisationPerformed = eventType({
  name: 'EmbolisationPerformed',
  version: 2,
  about: 'A vessel of the liver is embolised. Volumes are measured later, on imaging.',
  data: EmbolisationPerformedData,
  example: { occurredOn: '2007-07-02', data: { kind: 'portal-vein', side: ['right', 'segment-4'] } },
  upcasters: {
    // One word of left, right and both: segment 4 could not be said.
    1: ({ side, ...others }) =>
      side === undefined ? others : { ...others, side: side === 'both' ? ['left', 'right'] : [side] },
  },
});
