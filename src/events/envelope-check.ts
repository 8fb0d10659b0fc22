import { parseClinicalDate } from './clinical-date.js';
import { REASON_CODES, type EventContent } from './envelope.js';
import type { EventType } from './event-type.js';
import { at, fault, type EventFault } from './violation.js';

/** What is wrong around the data: the date and the reason that this type needs or has not, and the source's own date. */
export function checkEnvelope(given: Omit<EventContent, 'id'>, type: EventType, pointer: string): EventFault[] {
  const found: EventFault[] = [];
  if (type.dated && given.occurredOn === undefined) {
    found.push(
      fault(
        'missing-field',
        at(pointer, 'occurredOn'),
        `${type.name} needs its clinical date`,
        'Give occurredOn; "unknown" where the source states the fact without a date.',
      ),
    );
  }
  if (!type.dated && given.occurredOn !== undefined) {
    found.push(
      fault(
        'unknown-field',
        at(pointer, 'occurredOn'),
        `${type.name} has no clinical date of its own`,
        'Put the new date of a correction into data.occurredOn.',
      ),
    );
  }
  if (!type.dated && given.reason === undefined) {
    found.push(
      fault(
        'missing-reason',
        at(pointer, 'reason'),
        `${type.name} needs a reason`,
        `Give reason.code, one of: ${REASON_CODES.join(', ')}.`,
      ),
    );
  }
  if (type.dated && given.reason !== undefined) {
    found.push(
      fault(
        'unknown-field',
        at(pointer, 'reason'),
        'only corrections, retractions and merges have a reason',
        'Leave it out; use note for free text.',
      ),
    );
  }
  if (given.reason && !(REASON_CODES as readonly string[]).includes(given.reason.code)) {
    found.push(
      fault(
        'invalid-field',
        at(at(pointer, 'reason'), 'code'),
        `${JSON.stringify(given.reason.code)} is no reason code`,
        `Use one of: ${REASON_CODES.join(', ')}.`,
      ),
    );
  }
  if (given.reason?.code === 'other' && given.reason.text === undefined) {
    found.push(
      fault(
        'missing-reason',
        at(at(pointer, 'reason'), 'text'),
        'the reason "other" needs its text',
        'Say why in reason.text.',
      ),
    );
  }
  const recordedOn = given.source?.recordedOn;
  if (recordedOn !== undefined && parseClinicalDate(recordedOn)?.basis !== 'calendar') {
    found.push(
      fault(
        'invalid-date',
        at(at(pointer, 'source'), 'recordedOn'),
        "the source's recording date is a calendar date",
        'Give YYYY-MM-DD, YYYY-MM or YYYY.',
      ),
    );
  }
  return found;
}
