import type { Command } from 'commander';
import { verifyLog, type Verification } from '../provenance/index.js';
import { CheckFailed } from './failure.js';
import { readFolder } from './folder.js';
import { signClean } from './log.js';
import { command, dataDir, json } from './options.js';
import { ProgressLine, abortOnInterrupt, print, printJson } from './output.js';

export const verify = (): Command =>
  command(
    'verify',
    'recomputes the transparency log; names what was altered, is missing or was put in',
    'hepatrace verify --json',
    [json(), dataDir()],
  ).action(async (options: { dataDir?: string; json?: boolean }) => {
    const line = new ProgressLine();
    const signal = abortOnInterrupt();
    const report = await readFolder(options.dataDir, ({ storedLog }) =>
      verifyLog(storedLog, { signal, progress: (done) => line.show(() => `${done} events verified`) }),
    );
    line.end();
    if (options.json) printJson(report);
    else print(verificationText(report));
    if (report.findings.length > 0) throw new CheckFailed();
    await signClean(options.dataDir);
  });

function verificationText({ size, root, findings }: Verification): string {
  const head = `log of ${size} events, root ${root}`;
  if (findings.length === 0) {
    return `${head}\nevery stored byte is the one that was hashed. Compare the root with one kept elsewhere: a log that was rewritten whole, hashes included, agrees with itself.`;
  }
  const lines = findings.map(
    ({ code, index, eventId, how, expected, found }) =>
      `  ${code.padEnd(18)} position ${index ?? '-'}${eventId === null ? '' : `, event ${eventId}`}: ${how}${expected === null ? '' : `; expected ${expected}`}${found === null ? '' : `, found ${found}`}`,
  );
  return [head, `${findings.length} findings:`, ...lines].join('\n');
}
