import { eventType } from '../event-type.js';
import { OneOf } from '../fields.js';

export class EmbolisationPerformedData {
  @OneOf(['portal-vein', 'portal-and-hepatic-vein', 'TACE', 'radioembolisation'])
  kind!: string;

  @OneOf(['left', 'right', 'both'], { optional: true })
  side?: 'left' | 'right' | 'both';
}

export const EmbolisationPerformed = eventType({
  name: 'EmbolisationPerformed',
  version: 1,
  about: 'A vessel of the liver is embolised. Volumes are measured later, on imaging.',
  data: EmbolisationPerformedData,
  example: { occurredOn: '2007-07-02', data: { kind: 'portal-vein', side: 'right' } },
});
