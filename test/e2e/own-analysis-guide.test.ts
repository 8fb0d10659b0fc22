import { afterAll, describe, expect, it } from '@jest/globals';
import { Guide } from './guide.js';

describe('the guide to a new analysis', () => {
  const guide = new Guide('guides/a-new-analysis-in-ten-minutes', 'ts');
  afterAll(() => guide.remove());

  it('works as it is written: each command prints what stands below it', () => {
    guide.carryOut();
  });

  it('has the file, the commands and the output that it promises', () => {
    expect(guide.blocks.map(({ language, name }) => name || language)).toEqual([
      'sh',
      'text',
      'sh',
      'text',
      'liver-only.ts',
      'sh',
      'text',
      'sh',
      'text',
    ]);
  });
});
