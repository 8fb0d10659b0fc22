/**
 * Appends to the log in a folder until it is killed, and prints each acknowledged event as `position id`, one a line.
 * Run as `node append-until-killed.mjs FOLDER KEYFILE` on the built modules.
 */
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { openForWriting } from '../../dist/adapters/index.js';

const [dataDir, keyFile] = process.argv.slice(2);
const { store, clock } = openForWriting({ dataDir, keyFile });

const writer = async (patientId) => {
  for (;;) {
    const batch = Array.from({ length: 1 + (patientId % 3) }, () => ({
      id: randomUUID(),
      type: 'FollowedUp',
      version: 1,
      patientId: String(patientId),
      occurredOn: '2009-03-02',
      data: { status: 'alive' },
      note: 'by letter',
      recordedAt: clock.now(),
      recordedBy: { subject: 'u-1', role: 'clinician', organisation: 'org-1' },
    }));
    const { events } = await store.append(`patient-${patientId}`, 'any', batch);
    writeSync(1, events.map(({ position, id }) => `${position} ${id}\n`).join(''));
  }
};

await Promise.all(Array.from({ length: 8 }, (_, patient) => writer(patient)));
