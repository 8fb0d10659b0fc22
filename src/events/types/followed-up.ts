import { eventType } from '../event-type.js';
import { OneOf, Text, Whole } from '../fields.js';

export class FollowedUpData {
  @OneOf(['alive', 'alive-without-disease', 'alive-with-disease'], { about: 'alive: no more is known' })
  status!: 'alive' | 'alive-without-disease' | 'alive-with-disease';

  @Text({ optional: true, max: 50, about: 'visit, telephone, letter, registry, …' })
  contact?: string;

  @Whole(0, 4, { optional: true, system: 'ECOG performance status' })
  ecog?: number;
}

export const FollowedUp = eventType({
  name: 'FollowedUp',
  version: 1,
  about: 'The patient is known to be alive on that day.',
  data: FollowedUpData,
  example: { occurredOn: '2009-12-15', data: { status: 'alive-with-disease', contact: 'visit', ecog: 1 } },
});
