import { dayColumns, type Cell, type Column, type ColumnType, type Table } from './column.js';
import { ENDPOINT_LEAVES, type Leaf } from './endpoint-leaves.js';
import { registrationOf } from './registration.js';
import type { ExportedPatient } from './traced-time.js';

/** Fields of the registration; the day of birth is sealed and in no export. */
const REGISTERED: readonly (readonly [name: string, field: string, type: ColumnType, about: string, unit?: string])[] =
  [
    ['anchor', 'anchor', 'string', 'What relative days are counted from.'],
    ['study', 'study', 'string', 'As registered.'],
    ['site', 'site', 'string', 'As registered.'],
    ['arm', 'arm', 'string', 'As registered.'],
    ['sex', 'sex', 'string', 'As registered.'],
    ['birth_year', 'birthYear', 'integer', 'As registered.'],
    ['age', 'age', 'integer', 'At enrolment.', 'years'],
  ];

const OWN: readonly Column<ExportedPatient>[] = [
  {
    name: 'patient_id',
    type: 'string',
    required: true,
    about: 'Pseudonym of the patient.',
    source: 'patientId',
    of: ({ outcomes }) => outcomes.patientId,
  },
  {
    name: 'synthetic',
    type: 'boolean',
    required: true,
    about: 'An invented patient, not a person.',
    source: 'synthetic',
    of: ({ outcomes }) => outcomes.synthetic,
  },
  {
    name: 'date_basis',
    type: 'string',
    values: ['calendar', 'relative'],
    about: 'Whether the patient has dates, or only days from an anchor (then the columns ending in _day).',
    source: 'dateBasis',
    of: ({ outcomes }) => outcomes.dateBasis,
  },
  ...REGISTERED.map(([name, field, type, about, unit]): Column<ExportedPatient> => ({
    ...{ name, type, about, source: `PatientRegistered.${field}` },
    ...(unit !== undefined && { unit }),
    of: ({ timeline }) => cellOf(registrationOf(timeline)[field]),
  })),
  {
    name: 'revision',
    type: 'integer',
    required: true,
    about: "Of the patient's last event that was taken into account.",
    source: 'revision',
    of: ({ outcomes }) => outcomes.revision,
  },
];

const FINDINGS: Column<ExportedPatient> = {
  name: 'findings',
  type: 'string',
  about: 'Codes of what in the record contradicts itself or was left out, separated by spaces.',
  source: 'findings',
  of: ({ outcomes }) => outcomes.findings.map(({ code }) => code).join(' ') || null,
};

/** One row a patient: the registration, and every single value of the endpoints. */
export const PATIENTS: Table<ExportedPatient> = {
  name: 'patients',
  title: 'Patients',
  about: 'One row a patient: every value of the endpoints that is no list.',
  key: ['patient_id'],
  columns: [...OWN, ...Object.entries(ENDPOINT_LEAVES).flatMap(([path, leaf]) => leafColumns(path, leaf)), FINDINGS],
  rows: (patient) => [patient],
};

/** `bestResponse.confirmedDate` becomes `best_response_confirmed_date`. */
function leafColumns(path: string, { type, about, unit }: Leaf): readonly Column<ExportedPatient>[] {
  const name = path.replaceAll(/[.-]/g, '_').replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const source = `endpoints.${path}`;
  const steps = path.split('.');
  const of = ({ outcomes }: ExportedPatient): Cell => cellOf(steps.reduce(below, outcomes.endpoints));
  if (type === 'date') {
    return dayColumns(name, { about, source }, (patient) => {
      const day = of(patient);
      return typeof day === 'string' ? day : null;
    });
  }
  return [{ name, type, about, source, ...(unit !== undefined && { unit }), of }];
}

/** What lies one step below a value; null below what is null itself. */
const below = (value: unknown, step: string): unknown =>
  value === null ? null : (value as Readonly<Record<string, unknown>>)[step];

const cellOf = (value: unknown): Cell =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
