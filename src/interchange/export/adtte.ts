import type { Table } from './column.js';
import { ADTTE_COLUMNS, PARAMETERS, type AdtteRow } from './adtte-columns.js';
import { registrationOf } from './registration.js';
import { tracing, type ExportedPatient } from './traced-time.js';

/** Times to an event as ADaM's ADTTE: one row a subject and parameter that can be evaluated. */
export const ADTTE: Table<ExportedPatient, AdtteRow> = {
  name: 'adtte',
  title: 'Time-to-Event Analysis Dataset',
  about:
    'ADaM BDS for time-to-event analysis, one row a subject and parameter. Parameters that cannot be evaluated have no ' +
    'row; the manifest counts them.',
  key: ['USUBJID', 'ASEQ'],
  columns: ADTTE_COLUMNS,
  rows: (patient) => {
    const trace = tracing(patient);
    const registration = registrationOf(patient.timeline);
    const { patientId, endpoints } = patient.outcomes;
    return PARAMETERS.flatMap((parameter, index) => {
      const time = parameter.time(endpoints);
      if (time.days === null) return [];
      const row = { patientId, registration, sequence: index + 1, parameter, traced: trace(time) };
      return [{ ...row, time: { ...time, days: time.days } }];
    });
  },
};
