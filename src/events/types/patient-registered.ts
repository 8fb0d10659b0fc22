import { parseClinicalDate } from '../clinical-date.js';
import { eventType } from '../event-type.js';
import { OneOf, Parts, Text, Whole } from '../fields.js';
import type { JsonObject } from '../json.js';
import type { EventFault } from '../violation.js';

export class PatientIdentifier {
  @Text({ about: 'who gives the identifier, for instance a hospital' })
  system!: string;

  @Text()
  value!: string;
}

export class PatientRegisteredData {
  @OneOf(['calendar', 'relative'], { about: 'whether this patient has dates or only days relative to an anchor' })
  dateBasis!: 'calendar' | 'relative';

  @Text({
    optional: true,
    about: 'the name of the anchor of relative days, for instance `diagnosis`; required with them',
  })
  anchor?: string;

  @OneOf(['female', 'male', 'other', 'unknown'], { optional: true })
  sex?: 'female' | 'male' | 'other' | 'unknown';

  @Whole(1850, 2200, { optional: true })
  birthYear?: number;

  @Whole(0, 130, { optional: true, unit: 'years', about: 'at enrolment' })
  age?: number;

  @Text({ optional: true, pattern: /^\d{4}-\d{2}-\d{2}$/, about: 'stored sealed; its year is kept as birthYear' })
  birthDate?: string;

  @Parts(() => PatientIdentifier, { optional: true, about: 'stored sealed', max: 20 })
  identifiers?: PatientIdentifier[];

  @Text({ optional: true })
  study?: string;

  @Text({ optional: true })
  site?: string;

  @Text({ optional: true })
  arm?: string;
}

function checkTogether({ dateBasis, anchor, birthDate }: JsonObject): readonly EventFault[] {
  const found: EventFault[] = [];
  if (dateBasis === 'relative' && anchor === undefined) {
    found.push({
      code: 'missing-field',
      pointer: '/anchor',
      detail: 'relative days need the name of their anchor',
      remedy: 'Name it, for instance "diagnosis".',
    });
  }
  if (typeof birthDate === 'string' && parseClinicalDate(birthDate)?.precision !== 'day') {
    found.push({
      code: 'invalid-date',
      pointer: '/birthDate',
      detail: 'the birth date is no day of the calendar',
      remedy: 'Give it as YYYY-MM-DD, or only the birthYear.',
    });
  }
  return found;
}

export const PatientRegistered = eventType({
  name: 'PatientRegistered',
  version: 1,
  about: 'A patient enters the record; the clinical date is the day of enrolment.',
  data: PatientRegisteredData,
  sealed: ['birthDate', 'identifiers'],
  check: checkTogether,
  example: {
    occurredOn: '2007-02-20',
    data: { dateBasis: 'calendar', sex: 'female', birthYear: 1948, study: 'crlm-2007' },
  },
});
