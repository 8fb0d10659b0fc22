import { Option, type Command } from 'commander';
import { readModelDifferences, type ReadModelDifference } from '../projections/index.js';
import { NoteError, verifyLog, type LogFinding, type Verification } from '../provenance/index.js';
import { CheckFailed, CheckUnfinished, UsageError, reasonOf } from './failure.js';
import { readFolder, type OpenFolder } from './folder.js';
import { signToItsEnd } from './log.js';
import { JudgingThreads } from './judging-threads.js';
import { command, dataDir, json, threads, threadsOf } from './options.js';
import { ProgressLine, abortOnInterrupt, print, printJson } from './output.js';
import { threadsFor } from './side-by-side.js';
import { keyCheckOf, storyOf } from './verify-against.js';

interface VerifyOptions {
  readonly dataDir?: string;
  readonly json?: boolean;
  readonly anchors?: string;
  readonly vkey?: string;
  readonly deep?: boolean;
  readonly from?: string;
  readonly threads?: string;
}

/** The options, read. */
interface Looking extends Pick<VerifyOptions, 'anchors' | 'vkey' | 'deep'> {
  readonly from: number;
  readonly threads: number | null;
  readonly progress: (done: number, found: number) => void;
}

/** What was found, and what could not be looked at. */
interface Report extends Verification {
  readonly notChecked: readonly string[];
}

export const verify = (): Command =>
  command(
    'verify',
    'recomputes the transparency log; names what was altered, is missing or was put in',
    'hepatrace verify --anchors /mnt/audit/hepatrace --json',
    [
      new Option('--anchors <dir>', 'folder that keeps checkpoints and leaf hashes (default: those of $ANCHORS)'),
      new Option('--vkey <key>', 'key that checkpoints are verified with (default: the one kept with the data keys)'),
      new Option('--deep', 'also replays the log and compares the read models, patient by patient'),
      new Option('--from <index>', 'checks from this index on; takes the leaf hashes before as they are'),
      threads('each with a part of the log'),
      json(),
      dataDir(),
    ],
  ).action(async (options: VerifyOptions) => {
    const from = fromOf(options.from);
    const asked = threadsOf(options.threads);
    const line = new ProgressLine();
    const signal = abortOnInterrupt();
    let reached = 'before the first event';
    const progress = (done: number, found: number): void => {
      reached = `at index ${done}, with ${found === 0 ? 'nothing' : `${found} findings`} until there`;
      line.show(() => `${done} events verified`);
    };
    const report = await readFolder(options.dataDir, (folder) =>
      look(folder, { ...options, from, threads: asked, progress }, line, signal),
    ).catch((error: unknown) => {
      if (error instanceof UsageError) throw error;
      if (error instanceof NoteError) throw new UsageError(error.message);
      throw new CheckUnfinished(signal.aborted ? `interrupted ${reached}; nothing was changed` : reasonOf(error));
    });
    line.end();
    if (options.json) printJson(report);
    else print(verificationText(report));
    if (report.findings.length > 0) throw new CheckFailed();
    await signToItsEnd(options.dataDir);
  });

async function look(
  folder: OpenFolder,
  { anchors, vkey, deep, from, threads: asked, progress }: Looking,
  line: ProgressLine,
  signal: AbortSignal,
): Promise<Report> {
  const { story, notChecked: unsigned } = await storyOf(folder, anchors, vkey);
  const { hasKey, notChecked: shut } = await keyCheckOf(folder.keys);
  const notChecked = [...unsigned, ...shut];
  if (from > 0) notChecked.push(`the events before index ${from}`);
  const judging = await judgingOf(folder, asked);
  let report: Verification;
  try {
    report = await verifyLog(folder.storedLog, { story, hasKey, from, signal, progress, judging });
  } finally {
    await judging?.close();
  }
  if (!deep) return { ...report, notChecked };
  const { findings, why } = await compareReadModels(folder, line, signal);
  return { ...report, findings: [...report.findings, ...findings], notChecked: [...notChecked, ...why] };
}

/** One thread judges as it goes along the log; a store whose events are read one by one is not shared. */
async function judgingOf({ config, store }: OpenFolder, asked: number | null): Promise<JudgingThreads | undefined> {
  const events = ((await store.head())?.position ?? -1) + 1;
  const of = asked ?? threadsFor(events);
  return of === 1 || config.eventStoreUrl !== null ? undefined : new JudgingThreads(config, of, events);
}

/** The replay of a log that is damaged comes to no end; what that is, verify has said already. */
async function compareReadModels(
  { store, models }: OpenFolder,
  line: ProgressLine,
  signal: AbortSignal,
): Promise<{ readonly findings: readonly LogFinding[]; readonly why: readonly string[] }> {
  try {
    const differences = models && (await readModelDifferences(store, models, { signal, progress: line.events }));
    if (differences) return { findings: differences.map(findingOf), why: [] };
    return { findings: [], why: ['the read models: none were built from this log by this version'] };
  } catch (error) {
    if (signal.aborted) throw error;
    return { findings: [], why: [`the read models: ${reasonOf(error)}`] };
  }
}

const findingOf = ({ patientId, position, field, expected, found }: ReadModelDifference): LogFinding => ({
  code: 'read-model-differs',
  index: position,
  eventId: null,
  expected,
  found,
  how: `patient ${patientId}, ${field}: the replay of the log gives another value`,
});

function fromOf(text: string | undefined): number {
  if (text === undefined) return 0;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new UsageError(`--from ${text} is no index of the log: give a whole number`);
}

function verificationText({ size, root, findings, notChecked }: Report): string {
  const head = [`log of ${size} events, root ${root}`, ...notChecked.map((what) => `not checked: ${what}`)];
  if (findings.length === 0) return [...head, 'nothing found: every stored byte is the one that was hashed'].join('\n');
  const lines = findings.map(
    ({ code, index, eventId, how, expected, found }) =>
      `  ${code.padEnd(18)} position ${index ?? '-'}${eventId === null ? '' : `, event ${eventId}`}: ${how}${expected === null ? '' : `; expected ${expected}`}${found === null ? '' : `, found ${found}`}`,
  );
  return [...head, `${findings.length} findings:`, ...lines].join('\n');
}
