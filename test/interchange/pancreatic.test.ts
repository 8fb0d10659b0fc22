import { describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseClinicalDate } from '../../src/events/index.js';
import { readMapping } from '../../src/interchange/index.js';
import { realDataFolder } from '../real-data.js';
import { importInto, Log } from './in-memory.js';

const folder = realDataFolder('asaur-pancreatic');
const mappingFile = new URL('../../examples/pancreatic/mapping.yaml', import.meta.url);
const day = (text: string | undefined): number => parseClinicalDate(text ?? '')!.lo;

describe('the example of pancreatic cancer', () => {
  it('has a mapping without mistakes', async () => {
    expect(readMapping(await readFile(mappingFile, 'utf8'), 'mapping.yaml').tables[0]?.events).toHaveLength(4);
  });

  (folder ? it : it.skip)(
    'states of 41 patients 41 enrolments, diagnoses and deaths and 26 progressions, and once only',
    async () => {
      const log = new Log();
      const path = join(folder!, 'pancreatic.csv');
      const mapping = await readFile(mappingFile, 'utf8');
      const report = await importInto(log, path, mapping);
      expect(report.counts).toMatchObject({ patients: 41, recorded: 149, rowsRejected: 0, rowsWithoutEvent: 0 });
      const number = (type: string): number => log.of(type).length;
      expect(['PatientRegistered', 'DiagnosisMade', 'ProgressionDocumented', 'Died'].map(number)).toEqual([
        41, 41, 26, 41,
      ]);
      expect((await importInto(log, path, mapping)).counts).toMatchObject({ recorded: 0, known: 149, changed: 0 });

      // The publisher's own durations, in days from enrolment: pancreatic2.csv (rownames, pfs, os, status, stage).
      const published = (await readFile(join(folder!, 'pancreatic2.csv'), 'utf8')).trim().split('\n').slice(1);
      const stated = [...log.patients].map(([patientId, stream]) => {
        const of = (type: string) => [...stream.values()].find((event) => event.type === type);
        const start = day(of('PatientRegistered')?.occurredOn);
        const death = day(of('Died')?.occurredOn);
        const progression = of('ProgressionDocumented');
        const end = progression ? day(progression.occurredOn) : death;
        return [
          patientId.replace('pancreatic-', ''),
          end - start,
          death - start,
          1,
          of('DiagnosisMade')?.data['stage'] as string,
        ].join(',');
      });
      expect(stated.toSorted()).toEqual(published.toSorted());
    },
  );
});
