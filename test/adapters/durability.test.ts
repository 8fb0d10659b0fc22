import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { openForWriting } from '../../src/adapters/index.js';
import { verifyLog } from '../../src/provenance/index.js';
import { collect } from '../contracts/event-store.contract.js';
import { dataFolder, startAppender } from './data-folder.js';

const KILLS = 5;

describe('a process that is killed while it appends', () => {
  it(`has lost nothing that it acknowledged, after each of ${KILLS} kills, and left no half of a batch`, async () => {
    const folder = dataFolder();
    const acknowledged: string[] = [];
    // Park and Miller's generator, seed 1: moments between 0 and 60 ms, the same at every run.
    for (let kill = 0, random = 1; kill < KILLS; kill += 1) {
      random = (random * 16_807) % 2_147_483_647;
      const appender = await startAppender(folder);
      await wait(random % 60);
      acknowledged.push(...(await appender.kill()));
      const { store, storedLog, close } = openForWriting(folder);
      const log = await collect(store.readAll({ identity: true }));
      const there = new Set(log.map(({ position, id }) => `${position} ${id}`));
      expect(acknowledged.filter((line) => !there.has(line))).toEqual([]);
      expect((await verifyLog(storedLog)).findings).toEqual([]);
      expect(log.every(({ note }) => note === 'by letter')).toBe(true);
      const ofPatient = (patient: number): number => log.filter(({ patientId }) => patientId === `${patient}`).length;
      // Patients 1 and 2 got batches of two and of three.
      expect([ofPatient(1) % 2, ofPatient(2) % 3]).toEqual([0, 0]);
      await close();
    }
    expect(acknowledged.length).toBeGreaterThan(KILLS);
    expect(new Set(acknowledged).size).toBe(acknowledged.length);
  });
});
