import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { CommandLine } from './command-line.js';
import { removeFolder, startService, temporaryFolder, type Service } from './server.js';

const idOf = (n: number): string => `5a3e0000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const event = (type: string, occurredOn: string, data: object, more: object = {}) => ({
  type,
  occurredOn,
  data,
  ...more,
});
const registration = event('PatientRegistered', '2007-02-20', { dateBasis: 'calendar', birthYear: 1948 });
const ct = event('ImagingPerformed', '2007-02-26', { modality: 'CT', purpose: 'baseline' }, { id: idOf(1) });
const died = event('Died', '2009-10-01', {});
const withdrawn = event('ConsentWithdrawn', '2009-05-05', { scope: 'contact' });
const complication = { term: 'Liver failure', grade: 'IIIa' };

/** What is on record, what is sent next, and with which code and where it must not be recorded. */
const CASES: readonly [title: string, before: readonly object[], bad: object, code: string, pointer: string][] = [
  ['a type that nobody knows', [], event('LiverRemoved', '2007-07-21', {}), 'unknown-event-type', '/type'],
  [
    'an embolisation of a lobe that the liver has not',
    [],
    event('EmbolisationPerformed', '2007-07-02', { kind: 'TACE', side: ['upper'] }),
    'invalid-field',
    '/data/side',
  ],
  [
    'an embolisation told in the words of version 1 without saying so',
    [],
    event('EmbolisationPerformed', '2007-07-02', { kind: 'TACE', side: 'both' }),
    'invalid-field',
    '/data/side',
  ],
  [
    'an embolisation of a version to come',
    [],
    event('EmbolisationPerformed', '2007-07-02', { kind: 'TACE' }, { version: 3 }),
    'unknown-version',
    '/version',
  ],
  [
    'a pathology report of no specimen',
    [],
    event('PathologyReported', '2007-07-28', { margin: 'R0' }),
    'missing-field',
    '/data',
  ],
  [
    'a marker without its unit',
    [],
    event('TumourMarkerMeasured', '2007-02-26', { marker: 'CEA', value: 48.5 }),
    'missing-field',
    '/data/unit',
  ],
  [
    'radiotherapy in the year 9000',
    [],
    event('RadiotherapyGiven', '9000-01-01', { site: 'liver' }),
    'future-date',
    '/occurredOn',
  ],
  [
    'a molecular result from before the birth',
    [],
    event('MolecularTested', '1947', { results: [{ marker: 'KRAS', result: 'mutated' }] }),
    'before-birth',
    '/occurredOn',
  ],
  [
    'a loss to follow-up on a day after an anchor that is not there',
    [],
    event('LostToFollowUp', '+30', {}),
    'mixed-date-basis',
    '/occurredOn',
  ],
  [
    'a complication of a CT',
    [ct],
    event('ComplicationObserved', '2007-07-27', { ...complication, procedureId: idOf(1) }),
    'wrong-type-reference',
    '/data/procedureId',
  ],
  [
    'a complication of an operation that nobody recorded',
    [],
    event('ComplicationObserved', '2007-07-27', { ...complication, procedureId: idOf(2) }),
    'unknown-reference',
    '/data/procedureId',
  ],
  [
    'a fatal complication of a patient not known to have died',
    [],
    event('ComplicationObserved', '2007-07-27', { ...complication, grade: 'V' }),
    'grade-5-without-death',
    '/data/grade',
  ],
  [
    'an embolisation after death',
    [died],
    event('EmbolisationPerformed', '2009-10-02', { kind: 'TACE' }),
    'after-death',
    '/occurredOn',
  ],
  [
    'a contact after the patient has withdrawn consent',
    [withdrawn],
    event('FollowedUp', '2009-06-01', { status: 'alive' }),
    'after-consent-withdrawn',
    '/occurredOn',
  ],
  [
    'a second stage given up of which there was no first',
    [],
    event('ResectionAbandoned', '2007-09-12', { planned: 'second-stage', when: 'before-operation', cause: 'unfit' }),
    'second-stage-without-first',
    '/data/planned',
  ],
];

interface Refusal {
  readonly code: string;
  readonly pointer: string;
  readonly remedy: string;
}

describe('What is refused or questioned', () => {
  let service: Service;
  let line: CommandLine;
  let rejected: Map<number, Refusal>;
  beforeAll(async () => {
    service = await startService(temporaryFolder());
    line = new CommandLine();
    const file = join(line.folder, 'events.ndjson');
    const rows = CASES.flatMap(([, before, bad], index) =>
      [registration, ...before, bad].map((one) => ({
        index,
        text: JSON.stringify({ patientId: `p${index}`, ...one }),
      })),
    );
    writeFileSync(file, rows.map(({ text }) => `${text}\n`).join(''));
    const { status, stdout } = line.run(['import', file, '--json']);
    expect(status).toBe(1);
    const report = JSON.parse(stdout) as { problems: { code: string; row: number; column: string; remedy: string }[] };
    rejected = new Map(
      report.problems.map(({ code, row, column, remedy }) => [
        rows[row - 1]?.index ?? -1,
        { code, pointer: column, remedy },
      ]),
    );
  });
  afterAll(async () => {
    await service.stop();
    removeFolder(service.folder);
    line.dispose();
  });

  it.each(CASES.map((one, index) => [one[0], index, one] as const))(
    '(%s) has one code, place and remedy over HTTP and in an import',
    async (_, index, [, before, bad, code, pointer]) => {
      const { body: registered } = await request(service.url).post('/patients').send(registration).expect(201);
      const url = `/patients/${registered.patientId}/events`;
      for (const one of before) await request(service.url).post(url).send(one).expect(201);
      const { body } = await request(service.url).post(url).send(bad).expect(422);
      const [first] = (body.errors ?? [body]) as [Refusal];
      expect([first.code, first.pointer]).toEqual([code, pointer]);
      expect(rejected.get(index)).toEqual({ code, pointer, remedy: first.remedy });
      expect(readFileSync('docs/errors.md', 'utf8')).toMatch(new RegExp(`^### ${code}$|id="${code}"`, 'm'));
    },
  );
});

describe('An embolisation told in the words of version 1, and its correction', () => {
  const first = event('EmbolisationPerformed', '2007-07-02', { kind: 'portal-vein', side: 'both' }, { id: idOf(7) });
  const correction = {
    type: 'EventCorrected',
    reason: { code: 'transcription' },
    data: {
      eventId: idOf(7),
      occurredOn: '2007-07-03',
      data: { kind: 'portal-vein', side: 'right' },
      dataVersion: 1,
    },
  };
  const sent = [{ ...first, version: 1 }, correction];
  const recorded = [
    { type: 'EmbolisationPerformed', version: 2, data: { kind: 'portal-vein', side: ['left', 'right'] } },
    { type: 'EventCorrected', version: 1, data: { dataVersion: 2, data: { kind: 'portal-vein', side: ['right'] } } },
  ];

  it('are recorded in the shape of today over HTTP', async () => {
    const service = await startService(temporaryFolder());
    try {
      const { body: registered } = await request(service.url).post('/patients').send(registration).expect(201);
      const url = `/patients/${registered.patientId}/events`;
      await request(service.url).post(url).send(sent).expect(201);
      await request(service.url).post(url).send(sent[0]).expect(200);
      const { body } = await request(service.url).get(url).expect(200);
      expect(body.events.slice(1)).toMatchObject(recorded);
    } finally {
      await service.stop();
      removeFolder(service.folder);
    }
  });

  it('are recorded in the shape of today by an import', () => {
    const line = new CommandLine();
    try {
      const text = [registration, ...sent].map((one) => `${JSON.stringify({ patientId: 'p1', ...one })}\n`).join('');
      expect(line.run(['import', '-'], text)).toMatchObject({ status: 0 });
      expect(line.run(['import', '-'], text).stdout).toMatch(/0 events recorded, 3 known/);
      const events = line
        .run(['replay'])
        .stdout.trim()
        .split('\n')
        .map((one) => JSON.parse(one) as object);
      expect(events.slice(1)).toMatchObject(recorded);
    } finally {
      line.dispose();
    }
  });
});
