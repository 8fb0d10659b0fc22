// Progression-free survival of 1,000 to 100,000 patients of 30 events each: from the rows that are kept ready, and replayed
// from the log as of its end; and the rebuild of those rows. The reference reads and parses the same rows by bare SQLite.
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inFolder, withStore } from './folder.mjs';

const SIZES = [1_000, 10_000, 100_000];
const EACH = 30;
const AT_ONCE = 50;
const RUN = fileURLToPath(new URL('./cohort-question.mjs', import.meta.url));
const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export async function cohorts() {
  const rows = [];
  for (const patients of SIZES) rows.push(...(await inFolder((folder) => figuresOf(folder, patients))));
  return rows;
}

async function figuresOf(folder, patients) {
  const data = join(folder, 'data');
  await fill(folder, data, patients);
  const json = (file, ...args) =>
    JSON.parse(
      execFileSync(process.execPath, [file, ...args], {
        env: { ...process.env, HEPATRACE_KEY_FILE: join(folder, 'key') },
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    );
  const events = patients * EACH;
  const rebuilt = json(CLI, 'rebuild', '--json', '--data-dir', data);
  const live = json(RUN, data, 'live');
  const replayed = json(RUN, data, 'as-of');
  if (live.sha256 !== replayed.sha256) throw new Error('live and replay differ');
  const largest = patients === SIZES.at(-1);
  const of = patients.toLocaleString('en');
  return [
    {
      what: `PFS of ${of} patients, kept ready`,
      value: live.seconds,
      unit: 's',
      ratio: live.seconds / live.reference,
      ...(largest && { ceiling: 0.5 }),
    },
    { what: '  processor time', value: live.processor, unit: 's' },
    { what: '  bare SELECT and JSON.parse of the same rows', value: live.reference, unit: 's' },
    { what: '  the same, replayed as of the end', value: replayed.seconds, unit: 's', ...(largest && { ceiling: 20 }) },
    { what: '  processor time', value: replayed.processor, unit: 's' },
    { what: '  its peak memory', value: replayed.megabytes, unit: 'MB', ...(largest && { ceiling: 1_500 }) },
    {
      what: `rebuild of ${events.toLocaleString('en')} events`,
      value: events / rebuilt.seconds,
      unit: 'events/s',
      ...(largest && { floor: 150_000 }),
    },
    { what: '  its peak memory', value: rebuilt.peakMegabytes, unit: 'MB', ...(largest && { ceiling: 1_500 }) },
  ];
}

async function fill(folder, data, patients) {
  const { mkdirSync } = await import('node:fs');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  await withStore(data, async (store) => {
    for (let first = 0; first < patients; first += AT_ONCE) {
      await Promise.all(
        Array.from({ length: Math.min(AT_ONCE, patients - first) }, (_, index) => {
          const patientId = `p-${String(first + index).padStart(6, '0')}`;
          return store.append(`patient-${patientId}`, 'none', eventsOf(patientId, first + index));
        }),
      );
    }
  });
}

const recordedBy = { subject: 'bench', role: 'local-user', organisation: 'local' };

/** A patient under treatment: cycles every two weeks, assessed every eight, until progression or the end of the record. */
function eventsOf(patientId, number) {
  const recordedAt = new Date().toISOString();
  const start = Date.UTC(2005 + (number % 10), number % 12, 1 + (number % 28));
  const progressesAt = 12 + ((number * 7) % 30);
  return Array.from({ length: EACH }, (_, index) => ({
    id: randomUUID(),
    version: 1,
    patientId,
    recordedAt,
    recordedBy,
    correlationId: 'bench',
    occurredOn: new Date(start + index * 14 * 86_400_000).toISOString().slice(0, 10),
    ...contentOf(index, progressesAt, number),
  }));
}

function contentOf(index, progressesAt, number) {
  const sex = number % 3 === 0 ? 'female' : 'male';
  if (index === 0) return { type: 'PatientRegistered', data: { dateBasis: 'calendar', sex, birthYear: 1950 } };
  if (index === 1) return { type: 'DiagnosisMade', data: { kind: 'liver-metastasis', lesions: 3, basis: 'imaging' } };
  if (index === 2) return { type: 'ImagingPerformed', data: { modality: 'CT', purpose: 'baseline' } };
  if (index === EACH - 1 && number % 2 === 0) return { type: 'Died', data: { cause: 'cancer' } };
  if (index % 4 === 2) {
    const overall = index >= progressesAt ? 'PD' : index > 10 ? 'PR' : 'SD';
    return { type: 'ResponseAssessed', data: { criteria: 'RECIST-1.1', overall } };
  }
  if (index % 9 === 4)
    return { type: 'TumourMarkerMeasured', data: { marker: 'CEA', value: 40 + index, unit: 'ng/mL' } };
  return { type: 'ChemotherapyCycleGiven', data: { regimen: 'FOLFOX', cycle: index, intent: 'palliative' } };
}
