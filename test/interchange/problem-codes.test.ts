import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { EVENT_FAULTS } from '../../src/events/index.js';
import { FILE_PROBLEMS, MAPPING_PROBLEMS, ROW_PROBLEMS } from '../../src/interchange/problem-codes.js';

const ROOM = 'src/interchange';
const literals = new Set(
  readdirSync(ROOM)
    .filter((file) => file.endsWith('.ts') && file !== 'problem-codes.ts')
    .flatMap((file) => readFileSync(`${ROOM}/${file}`, 'utf8').match(/(?<=')[a-z0-9]+(-[a-z0-9]+)+(?=')/g) ?? []),
);
/** Words with a hyphen that are no code of a problem. */
const OTHERS = ['csv-parse', 'other-version', 'source-amended', 'utf-8'];
const codes = Object.keys({ ...MAPPING_PROBLEMS, ...FILE_PROBLEMS, ...ROW_PROBLEMS });

describe('The codes of an import', () => {
  it('are all explained, and every explanation is of a code that is given', () => {
    const given = [...literals].filter((word) => !OTHERS.includes(word) && !Object.hasOwn(EVENT_FAULTS, word));
    expect(codes.filter((code) => !Object.hasOwn(EVENT_FAULTS, code)).toSorted()).toEqual(given.toSorted());
  });
});
