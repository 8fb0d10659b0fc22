// Events as a liver team would record them, without end: what every benchmark writes.
import { randomUUID } from 'node:crypto';

const recordedBy = { subject: 'bench', role: 'local-user', organisation: 'local' };

/** The drafts of one patient: registration, diagnosis, baseline, then cycles, markers and contacts. */
export function draftsOf(count) {
  return Array.from({ length: count }, (_, index) => {
    const month = String(1 + (Math.floor(index / 28) % 12)).padStart(2, '0');
    const occurredOn = `20${String(7 + (Math.floor(index / 336) % 15)).padStart(2, '0')}-${month}-${String(1 + (index % 28)).padStart(2, '0')}`;
    return { id: randomUUID(), version: 1, occurredOn, ...contentOf(index) };
  });
}

function contentOf(index) {
  if (index === 0)
    return { type: 'PatientRegistered', data: { dateBasis: 'calendar', sex: 'female', birthYear: 1950 } };
  if (index === 1) return { type: 'DiagnosisMade', data: { kind: 'liver-metastasis', lesions: 3, basis: 'imaging' } };
  if (index === 2) {
    const targetLesions = [{ id: 'T1', organ: 'liver', diameter: 420, state: 'measured' }];
    return { type: 'ImagingPerformed', data: { modality: 'CT', purpose: 'baseline', targetLesions } };
  }
  if (index % 3 === 0) {
    return {
      type: 'ChemotherapyCycleGiven',
      data: { regimen: 'FOLFOX', cycle: index / 3, intent: 'palliative', agent: 'bevacizumab' },
    };
  }
  if (index % 3 === 1)
    return { type: 'TumourMarkerMeasured', data: { marker: 'CEA', value: 40 + index, unit: 'ng/mL' } };
  return { type: 'FollowedUp', data: { status: 'alive-with-disease', contact: 'visit', ecog: 1 } };
}

/** The same as events ready to be appended. */
export function eventsOf(patientId, count) {
  const recordedAt = new Date().toISOString();
  return draftsOf(count).map((draft) => ({ ...draft, patientId, recordedAt, recordedBy, correlationId: 'bench' }));
}
