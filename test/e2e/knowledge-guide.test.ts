import { afterAll, describe, expect, it } from '@jest/globals';
import { Guide } from './guide.js';

describe('the guide to what was known in March', () => {
  const guide = new Guide('guides/what-did-we-know-in-march', 'ndjson');
  afterAll(() => guide.remove());

  it('works as it is written: each command prints what stands below it', () => {
    guide.carryOut();
  });

  it('has the file, the commands and the output that it promises', () => {
    const commands = ['sh', 'text'];
    expect(guide.blocks.map(({ language, name }) => name || language)).toEqual([
      ...[...commands, ...commands, ...commands, ...commands],
      'learnt.ndjson',
      ...[...commands, ...commands, ...commands],
    ]);
  });
});
