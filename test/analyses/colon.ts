import { readFileSync } from 'node:fs';
import type { Member } from '../../src/analyses/index.js';
import { member, time } from './cohort.js';

/** A row of survival::colon: etype 1 is about the recurrence, 2 about the death. */
const rows = readFileSync('examples/colon/colon.csv', 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => line.split(','));
const at = (row: readonly string[], name: string): string => row[(rows[0] ?? []).indexOf(name)] ?? '';
const told = (row: readonly string[]): { readonly days: number; readonly status: 'event' | 'censored' } => ({
  days: Number(at(row, 'time')),
  status: at(row, 'status') === '1' ? 'event' : 'censored',
});

const recurrences = new Map(rows.filter((row) => at(row, 'etype') === '1').map((row) => [at(row, 'id'), told(row)]));

/** The 929 patients of survival::colon: alive, and free of recurrence, till the day that the set gives. */
export const colon: readonly Member[] = rows
  .filter((row) => at(row, 'etype') === '2')
  .map((row) => {
    const [death, recurrence] = [told(row), recurrences.get(at(row, 'id'))];
    const first = recurrence?.status === 'event' ? recurrence : death;
    const facts = { arm: at(row, 'rx'), sex: at(row, 'sex') === '1' ? 'male' : 'female' };
    const endpoints = { os: time(death.days, death.status), pfs: time(first.days, first.status) };
    return member(`colon-${at(row, 'id')}`, endpoints, facts);
  });
