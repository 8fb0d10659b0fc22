import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { realDataFolder } from '../real-data.js';
import type { Line } from './history.js';
import { died, outcomesOf, progression, registered } from './history.js';

/**
 * Witness: 41 real patients (R package asaur, `pancreatic`), whose PFS and OS in days were published beside their dates
 * (`pancreatic2`) by the author of the package.
 */
const folder = realDataFolder('asaur-pancreatic');
const run = folder === null ? it.skip : it;

const rows = (file: string): readonly string[][] =>
  readFileSync(join(folder ?? '', file), 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(',').map((cell) => cell.replaceAll('"', '')));

/** `2/3/2006` → `2006-02-03`. */
const iso = (date: string): string => {
  const [month = '', day = '', year = ''] = date.split('/');
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
};

describe('the 41 patients of asaur::pancreatic', () => {
  run('have, as recorded from registration, the PFS and OS that were published', () => {
    const derived = rows('pancreatic.csv').map(([row = '', , onStudy = '', progressed = '', death = '']) => {
      const lines: readonly Line[] = [
        registered(iso(onStudy)),
        ...(progressed === '.' ? [] : [progression(iso(progressed), 'not-stated')]),
        died(iso(death)),
      ];
      const { pfs, os } = outcomesOf(lines, { ruleSet: 'as-recorded', timeZero: 'registration' }).endpoints;
      return [row, pfs.days, os.days, pfs.status, os.status];
    });
    const published = rows('pancreatic2.csv').map(([row, pfs, os]) => [row, Number(pfs), Number(os), 'event', 'event']);
    expect(published).toHaveLength(41);
    expect(derived).toEqual(published);
  });
});
