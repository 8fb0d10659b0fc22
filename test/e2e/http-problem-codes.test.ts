import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { HTTP_PROBLEMS } from '../../src/http/problem-codes.js';

const TABLE = 'http/problem-codes.ts';
const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && file !== TABLE)
  .map((file) => readFileSync(`src/${file}`, 'utf8'))
  .join('\n');

describe('The codes of problems over HTTP', () => {
  it('explain whatever question or moment cannot be asked', () => {
    const thrown = [...sources.matchAll(/new (?:Question|AsOf)Error\(\s*'([a-z-]+)'/g)].map(([, code = '']) => code);
    expect(thrown.length).toBeGreaterThan(5);
    expect(thrown.filter((code) => !Object.hasOwn(HTTP_PROBLEMS, code))).toEqual([]);
  });

  it('are all given somewhere', () => {
    expect(Object.keys(HTTP_PROBLEMS).filter((code) => !sources.includes(`'${code}'`))).toEqual([]);
  });
});
