/** What can be wrong with an analysis of the researcher's own, and what to do about it. */
export const OWN_ANALYSIS_PROBLEMS = {
  'not-an-analysis-file': {
    text: 'The file is not there, or is no TypeScript or JavaScript module',
    remedy: 'Name a file that ends in .ts, .mts, .js or .mjs; hepatrace analyse --new NAME writes one.',
  },
  'file-exists': { text: 'A file of that name is there', remedy: 'Take another name, or move the file away.' },
  'bad-analysis-name': {
    text: 'A name that an analysis cannot have, or that a built-in one has',
    remedy: 'Use lower-case letters, digits and hyphens, and a name that no built-in analysis has.',
  },
  'bad-syntax': {
    text: 'The file cannot be read as a module',
    remedy:
      'Mend that place. Types are stripped, not compiled: no enum or namespace, and `import { type X }` for a type.',
  },
  'foreign-import': {
    text: 'The file imports something else than hepatrace/analysis',
    remedy: 'Put all of it into the one file: its digest stands for the analysis in the manifest.',
  },
  'bad-form': {
    text: 'What the file exports is no analysis',
    remedy: 'Export an analysis as default, as in a file from hepatrace analyse --new NAME.',
  },
  'not-reproducible': {
    text: 'The file asks for the time, or for chance',
    remedy:
      'Take the dates from the timeline and the cut-off from the question: the same inputs must give the same bytes.',
  },
  'function-threw': {
    text: 'A function of the analysis threw an error',
    remedy: 'Mend the function at that place; what an event need not state may be absent.',
  },
  'bad-answer': {
    text: 'A function of the analysis answers what a result cannot hold',
    remedy:
      'Answer plain JSON: null with a reason for what there is none of, never NaN, Infinity, undefined or a promise.',
  },
  'time-limit': {
    text: 'The functions of the analysis ran for longer than they may',
    remedy: 'Look for a loop without an end there, or give more seconds with --timeout.',
  },
  'memory-limit': {
    text: 'The analysis used more memory than it may',
    remedy: 'Look for what grows without an end there, or give more megabytes with --memory.',
  },
  'ended-early': {
    text: 'The process of the analysis was ended from outside before its result',
    remedy: 'Run it again; where it recurs, the message says what the process said last.',
  },
} as const satisfies Readonly<Record<string, { readonly text: string; readonly remedy: string }>>;

/** Which function, of which patient, and the event whose fields it read last. */
export interface AtHand {
  readonly doing: Doing;
  readonly patientId: string | null;
  readonly event: { readonly id: string; readonly type: string; readonly occurredOn: string } | null;
}

/** What the process of an analysis is busy with: nothing of the researcher's, the file, or a function of it. */
export const DOING = ['waiting', 'loading', 'timeZero', 'limits', 'patient', 'summary', 'comparison', 'text'] as const;
export type Doing = (typeof DOING)[number];

export interface OwnAnalysisProblem {
  readonly code: keyof typeof OWN_ANALYSIS_PROBLEMS;
  readonly detail: string;
  /** `line:column` in the file; null where it is not known. */
  readonly place: string | null;
  readonly atHand: AtHand | null;
}

/** An analysis of the researcher's own that cannot be run, or was stopped. */
export class OwnAnalysisError extends Error {
  override readonly name = 'OwnAnalysisError';
  readonly code: OwnAnalysisProblem['code'];

  /** @param file as the researcher named it */
  constructor(
    file: string,
    readonly problem: OwnAnalysisProblem,
  ) {
    const { code, detail, place, atHand } = problem;
    const lines = [place === null ? file : `${file}:${place}`, `  ${detail}`, ...(atHand ? told(atHand) : [])];
    super([...lines, `  ${OWN_ANALYSIS_PROBLEMS[code].remedy}`].join('\n'));
    this.code = code;
  }
}

function told({ doing, patientId, event }: AtHand): readonly string[] {
  if (doing === 'waiting') return [];
  if (doing === 'loading') return ['  while the file was loaded'];
  if (patientId === null) return [`  in ${doing}()`];
  const last = event ? `${event.type} of ${event.occurredOn}, ${event.id}` : 'none';
  return [`  in ${doing}(), patient ${patientId}`, `  last event read: ${last}`];
}
