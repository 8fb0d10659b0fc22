import { afterAll, describe, expect, it } from '@jest/globals';
import { Guide } from './guide.js';

describe('the guide from a number to its page', () => {
  const guide = new Guide('guides/from-a-number-to-its-page');
  afterAll(() => guide.remove());

  it('works as it is written: each command prints what stands below it', () => {
    guide.carryOut();
  });

  it('has the commands and the output that it promises', () => {
    const languages = guide.blocks.map(({ language }) => language);
    expect(languages).toEqual(Array.from({ length: 6 }, () => ['sh', 'text']).flat());
  });
});
