import { once } from 'node:events';
import { types } from 'node:util';
import { Worker } from 'node:worker_threads';
import { AnalysisRun, RefusedAnalysisError, textOf, type Analysis, type ParameterValue } from '../../analyses/index.js';
import { derive, type Question } from '../../outcomes/index.js';
import { canonicalSha256 } from '../../provenance/index.js';
import type { Timeline } from '../../timeline/index.js';
import { parametersFrom } from '../parameters.js';
import { watched } from './answers.js';
import { Fault } from './fault.js';
import { analysisIn } from './form.js';
import { Frame, atHandIn } from './frame.js';
import { defaultExportOf } from './load.js';
import type { Answer, Request } from './messages.js';
import type { OwnAnalysisProblem } from './problem.js';

/** A researcher's analysis in a process of its own: nothing that it does reaches the log, the keys or the other process. */
const frame = new Frame();
let file = '';
let analysis: Analysis;
let question: Question;
let run: AnalysisRun<object, object, unknown, Readonly<Record<string, ParameterValue>>>;
let batch: readonly Timeline[] = [];

process.on('message', (request: Request) => {
  void answerTo(request)
    .catch(problemOf)
    .then((answer) => process.send?.(answer));
});

async function answerTo(request: Request): Promise<Answer> {
  if (request.ask === 'start') return started(request);
  if (request.ask === 'patients') return added(request);
  const result = run.result(request.log);
  return { answer: 'result', text: request.json ? JSON.stringify(result, null, 2) : textOf(analysis, result) };
}

async function started({
  source,
  file: path,
  may,
  asked,
  given,
}: Request & { readonly ask: 'start' }): Promise<Answer> {
  file = path;
  ({ question } = asked);
  const watch = new Worker(new URL('./watch.worker.js', import.meta.url), {
    workerData: { memory: frame.memory, may },
  });
  await once(watch, 'online');
  frame.begin('loading');
  analysis = watched(analysisIn(await defaultExportOf(source, file)), frame);
  frame.begin('waiting');
  run = new AnalysisRun(analysis, {
    ...asked,
    parameters: parametersFrom(analysis, given),
    digest: canonicalSha256,
  });
  return { answer: 'started', timeZero: run.timeZero, timeless: analysis.timeless ?? false };
}

function added({ timelines, entries }: Request & { readonly ask: 'patients' }): Answer {
  batch = timelines;
  for (const [place, timeline] of timelines.entries()) {
    frame.enter(place);
    const entry = entries[place];
    run.add({ timeline, outcomes: derive(timeline, entry ? { ...question, entry } : question) });
  }
  return { answer: 'done' };
}

function problemOf(error: unknown): Answer {
  if (error instanceof RefusedAnalysisError) {
    const { code, pointer, detail, remedy } = error;
    return { answer: 'refused', violation: { code, pointer, detail, remedy } };
  }
  const at = atHandIn(frame.memory, batch);
  // Of this software, not of the file: it is not the researcher's to mend.
  if (at.doing === 'waiting' && !(error instanceof Fault)) throw error;
  return { answer: 'problem', problem: { ...described(error), atHand: at } };
}

function described(error: unknown): Omit<OwnAnalysisProblem, 'atHand'> {
  if (error instanceof Fault) return { code: error.code, detail: error.message, place: error.place ?? placeIn(error) };
  if (!types.isNativeError(error)) {
    return { code: 'function-threw', detail: `it threw ${String(error)}, which is no error`, place: null };
  }
  const refused = 'code' in error && error.code === 'not-reproducible';
  return {
    code: refused ? 'not-reproducible' : 'function-threw',
    detail: refused ? error.message : `${error.name}: ${error.message}`,
    place: placeIn(error),
  };
}

/** The innermost line of the file that stands in the stack. */
function placeIn({ stack = '' }: Error): string | null {
  const from = stack.indexOf(`${file}:`);
  return from < 0 ? null : (/^\d+(:\d+)?/.exec(stack.slice(from + file.length + 1))?.[0] ?? null);
}
