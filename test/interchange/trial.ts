import { ImportRefusedError } from '../../src/interchange/index.js';

/** A trial of two patients: one who progressed, one who did not. */
export const MAPPING = `
name: trial
source: { system: registry }
file: { name: trial.csv, missing: [NA], dates: [M/D/YYYY, M/YYYY] }
patient: { column: id, id: 'trial-{id}' }
events:
  - type: PatientRegistered
    occurredOn: { column: enrolled }
    key: []
    data:
      dateBasis: calendar
      sex: { column: sex, map: { F: female, M: male, U: null } }
      age: { column: age }
  - type: ProgressionDocumented
    when: [{ column: progression, present: true }]
    occurredOn: { column: progression }
    data: { basis: not-stated, sites: { column: sites, split: ';' } }
`;
export const HEADER = 'id,enrolled,sex,age,progression,sites';
export const table = (...rows: string[]): string => [HEADER, ...rows, ''].join('\n');
export const GOOD = ['P1,2/9/2006,F,61,8/2/2006,liver;lung', 'P2,12/16/2005,M,NA,NA,NA'];

export const counts = {
  patients: 0,
  patientsRejected: 0,
  rows: 0,
  rowsRejected: 0,
  rowsWithoutEvent: 0,
  recorded: 0,
  known: 0,
  changed: 0,
};

export async function refusal(promise: Promise<unknown>): Promise<ImportRefusedError['problems'][number]> {
  const error = await promise.then(
    () => new Error('it was not refused'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ImportRefusedError)) throw error;
  return error.problems[0]!;
}
