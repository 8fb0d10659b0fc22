import type { Member } from '../../src/analyses/index.js';
import type { Endpoints, Operation } from '../../src/outcomes/index.js';
import { member } from './cohort.js';

export const because = { code: 'as-recorded', text: 'As recorded.' };

const operation = (date: string, clearing: boolean): Operation => ({
  date,
  kind: 'resection',
  organ: 'liver',
  procedure: null,
  intent: null,
  stage: null,
  clearing,
  clearingReason: because,
  margin: 'R2',
  marginReason: because,
  marginWidth: null,
  diseaseLeft: [],
  lesions: null,
  withAblation: false,
  withPrimary: false,
  evidence: [`resection ${date}`],
});

export const day = (days: number): string => (days < 0 ? String(days) : `+${days}`);

/** A patient followed so long, resected then, and perhaps operated on before without clearing the liver. */
export function patient(
  id: string,
  end: Pick<Endpoints, 'os'> & Partial<Endpoints>,
  resected: number | null,
  explored: number | null = null,
): Member {
  const { surgery: none } = member(id, {}).outcomes.endpoints;
  const operations = [
    ...(explored === null ? [] : [operation(day(explored), false)]),
    ...(resected === null ? [] : [operation(day(resected), true)]),
  ];
  return member(id, { surgery: { ...none, status: 'evaluable', operations }, ...end });
}
