import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../src/events/index.js';
import { realDataFolder } from '../real-data.js';
import type { Line } from './history.js';
import { ct, cycle, metastasis, outcomesOf, registered, response } from './history.js';

const folder = realDataFolder('pharmaverse-onco');
const run = folder === null ? it.skip : it;
type Row = Readonly<Record<string, string>>;
const rows = (name: string): readonly Row[] =>
  parse(readFileSync(join(String(folder), `${name}_onco_recist.csv`)), { columns: true });

/** The rows by a key, in their order. */
function grouped(all: readonly Row[], keyOf: (row: Row) => string): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of all) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups;
}
const readerIn = (domain: string) => (row: Row) =>
  `${row['USUBJID']} ${row[`${domain}EVAL`]} ${row[`${domain}EVALID`]}`.trim();

/** What one reader measured on one day; the short axis of nodes, the longest diameter of all else. */
function imaged(day: readonly Row[], nodes: ReadonlySet<string>): JsonObject {
  const targets = day.filter((row) => row['TRGRPID'] === 'TARGET');
  const targetLesions = targets
    .map((row) => ({ row, id: String(row['TRLNKID']), node: nodes.has(`${readerIn('TR')(row)} ${row['TRLNKID']}`) }))
    .filter(({ row, node }) => row['TRTESTCD'] === (node ? 'LPERP' : 'LDIAM'))
    .map(({ row, id, node }) => ({ id, node, diameter: Math.round(10 * Number(row['TRSTRESN'])), state: 'measured' }));
  const others = day.filter((row) => row['TRTESTCD'] === 'TUMSTATE');
  const gone = others.every((row) => row['TRSTRESC'] === 'ABSENT');
  return { targetLesions, nonTarget: others.length === 0 ? 'none' : gone ? 'CR' : 'NON-CR/NON-PD', newLesions: 'no' };
}

/** Simulated CDISC data: each patient read by an investigator and two radiologists, 66 overall responses in all. */
function derivedBesideRecorded() {
  const isNode = (row: Row) => row['TULOC'] === 'LYMPH NODE';
  const nodes = new Set(
    rows('tu')
      .filter(isNode)
      .map((row) => `${readerIn('TU')(row)} ${row['TULNKID']}`),
  );
  const measured = grouped(rows('tr'), readerIn('TR'));
  return [...grouped(rows('rs'), readerIn('RS'))].flatMap(([reader, assessed]) => {
    const days = [...grouped(measured.get(reader) ?? [], (row) => String(row['TRDTC']))];
    const first = String(days[0]?.[0]);
    const lines: readonly Line[] = [
      registered(first),
      metastasis(first),
      cycle(first),
      ...days.map(([date, day]) => ct(date, imaged(day, nodes))),
      ...assessed.map((row) => response(String(row['RSDTC']), String(row['RSSTRESC']))),
    ];
    const { visits } = outcomesOf(lines).endpoints.responses;
    return visits.map(({ date, overall, derived }) => ({ reader, date, overall, derived }));
  });
}

describe('the readers of the pharmaverse RECIST data', () => {
  run('record what their lesions say, but for one lesion of 5 mm that is back after a CR', () => {
    const all = derivedBesideRecorded();
    expect(all).toHaveLength(66);
    // 4.95 mm after a CR: under the 5 mm rule of growth, but a lesion that is back after a CR is a progression.
    expect(all.filter(({ overall, derived }) => overall !== derived)).toEqual([
      { reader: '01-701-1133 INDEPENDENT ASSESSOR RADIOLOGIST 2', date: '2012-12-30', overall: 'PR', derived: 'PD' },
    ]);
  });
});
