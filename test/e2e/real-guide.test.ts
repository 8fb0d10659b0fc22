import { afterAll, describe, expect, it } from '@jest/globals';
import { Guide } from './guide.js';

describe('the guide from a spreadsheet to a PFS curve', () => {
  const guide = new Guide('guides/from-a-spreadsheet-to-a-pfs-curve', 'csv', 'yaml');
  afterAll(() => guide.remove());

  it('works as it is written: each command prints what stands below it', () => {
    guide.carryOut();
  });

  it('has the files, the commands and the output that it promises', () => {
    expect(guide.blocks.filter(({ name }) => name !== '').map(({ name }) => name)).toEqual([
      'patients.csv',
      'follow-up.csv',
      'mapping.yaml',
    ]);
    const commands = guide.blocks.filter(({ language }) => language === 'sh');
    const outputs = guide.blocks.filter(({ language }) => language === 'text');
    expect([commands.length, outputs.length]).toEqual([4, 4]);
  });
});
