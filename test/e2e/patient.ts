import { randomUUID } from 'node:crypto';
import request from 'supertest';

export const REGISTRATION = {
  occurredOn: '2007-02-20',
  data: { dateBasis: 'calendar', sex: 'female', birthYear: 1948 },
};

/** Events as a client sends them, each with an id of its own. */
const event = (type: string, occurredOn: string, data: object) => ({ id: randomUUID(), type, occurredOn, data });

export const followedUp = (occurredOn: string) => event('FollowedUp', occurredOn, { status: 'alive' });
export const progression = (occurredOn: string) =>
  event('ProgressionDocumented', occurredOn, { basis: 'imaging', sites: ['liver'] });
export const liverMetastasis = (occurredOn: string) =>
  event('DiagnosisMade', occurredOn, { kind: 'liver-metastasis', foundAt: 'initial-staging' });
export const liverResection = (occurredOn: string) =>
  event('ResectionPerformed', occurredOn, { organ: 'liver', intent: 'curative', margin: 'R0' });
export const baselineCt = (occurredOn: string) =>
  event('ImagingPerformed', occurredOn, { modality: 'CT', purpose: 'baseline' });
export const firstCycle = (occurredOn: string) =>
  event('ChemotherapyCycleGiven', occurredOn, { regimen: 'FOLFOX', cycle: 1 });
export const unresectable = (occurredOn: string) =>
  event('ResectabilityAssessed', occurredOn, { classification: 'unresectable', by: 'mdt' });

export const correction = (eventId: string, occurredOn: string, data: object) => ({
  id: randomUUID(),
  type: 'EventCorrected',
  data: { eventId, occurredOn, data },
  reason: { code: 'transcription' },
});
export const retraction = (eventId: string) => ({
  id: randomUUID(),
  type: 'EventRetracted',
  data: { eventId },
  reason: { code: 'duplicate' },
});

/** Registers a patient and gives the id, by which the other routes know the patient. */
export async function registeredPatient(url: string, registration: object = REGISTRATION): Promise<string> {
  const { body } = await request(url).post('/patients').send(registration).expect(201);
  return body.patientId as string;
}

/** Records events of a patient, which the service must accept. */
export async function record(url: string, patientId: string, events: object): Promise<{ position: number }> {
  const { body } = await request(url).post(`/patients/${patientId}/events`).send(events).expect(201);
  return body as { position: number };
}
