import type { Context, Member } from '../../src/analyses/index.js';
import type { JsonObject } from '../../src/events/index.js';
import {
  DEFAULT_OPTIONS,
  derive,
  type Conversion,
  type Endpoints,
  type TimeToEvent,
} from '../../src/outcomes/index.js';
import { canonicalSha256 } from '../../src/provenance/index.js';
import { emptyTimeline, type Entry } from '../../src/timeline/index.js';

export const context: Context = {
  cohort: { name: 'all', version: 1 },
  question: { ruleSet: 'as-recorded', timeZero: 'registration', cutOff: null, options: DEFAULT_OPTIONS },
  asOf: { position: 412, recordedAt: '2026-03-02T10:00:00.000Z' },
  groupBy: null,
  stratifyBy: null,
  parameters: {},
  digest: canonicalSha256,
};

const noReason = { code: 'no-event', text: 'No event so far.' };

export const time = (days: number, status: 'event' | 'censored'): TimeToEvent => ({
  status,
  days,
  months: null,
  start: '+0',
  date: `+${days}`,
  reason: status === 'event' ? { code: 'progression', text: 'Progression.' } : noReason,
  imputed: false,
  evidence: [`event-${days}`],
});

export const notEvaluable = (code: string): TimeToEvent => ({
  ...time(0, 'censored'),
  status: 'not-evaluable',
  days: null,
  start: null,
  date: null,
  reason: { code, text: `Because of ${code}.` },
});

export const conversionOf = (initial: Conversion['initial'], converted: boolean | null): Conversion => ({
  status: converted === null ? 'not-evaluable' : converted ? 'event' : 'censored',
  initial,
  converted,
  days: converted === null ? null : 141,
  date: converted === null ? null : '+141',
  margin: converted === true ? 'R0' : null,
  after: converted === true ? 'systemic' : null,
  reason: converted === null ? { code: 'initially-resectable', text: 'Resectable at the outset.' } : noReason,
  imputed: false,
  evidence: ['event-141'],
});

/** A patient registered with these facts, and what was derived of him. */
export function member(
  patientId: string,
  endpoints: Partial<Endpoints>,
  facts: JsonObject = {},
  more: readonly Entry[] = [],
): Member {
  const timeline = { ...emptyTimeline(patientId), entries: [entry('PatientRegistered', '+0', facts), ...more] };
  const outcomes = derive({ ...timeline, dateBasis: 'relative', entries: [] }, context.question);
  return {
    timeline,
    outcomes: {
      ...outcomes,
      endpoints: { ...outcomes.endpoints, conversion: conversionOf('unknown', null), ...endpoints },
    },
  };
}

export const entry = (
  type: string,
  occurredOn: string,
  data: JsonObject,
  status: Entry['status'] = 'current',
): Entry => ({
  id: `${type} ${occurredOn}`,
  type,
  version: 1,
  occurredOn,
  data,
  status,
  correctedBy: null,
  position: 0,
  revision: 0,
  recordedAt: '2026-03-02T10:00:00.000Z',
  recordedBy: { subject: 's', role: 'r', organisation: 'o' },
  history: [],
});
