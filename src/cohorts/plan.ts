import type { JsonObject } from '../events/index.js';
import type { Asked, Question, RecordedSet } from '../outcomes/index.js';
import type { Fact } from './facts.js';
import type { Patient } from './patient.js';
import type { MomentFound, SetFound } from './selection.js';
import type { Phrase } from './phrase.js';
import type { Span } from './span.js';
import type { ValueTest } from './range-test.js';

/** Where events are taken from: a type of the catalogue, a set that the rules of the outcomes define, another named set. */
export type EventSource =
  { readonly type: string } | { readonly recorded: RecordedSet } | { readonly events: NamedEvents };

/** Events worth a name: a set, or with `take` a moment, which is one of them and dated. */
export interface NamedEvents {
  readonly name: string;
  /** Its place among all that the plan remembers of a patient. */
  readonly slot: number;
  /** Types that its events can have. */
  readonly types: readonly string[];
  readonly sources: readonly EventSource[];
  readonly where: readonly { readonly field: string; readonly test: ValueTest }[];
  readonly when: readonly Phrase<NamedEvents>[];
  /** The first is 1, the third 3, the last -1; null: a set. */
  readonly take: number | null;
  /** Of what no list of types defines: how it is found. */
  readonly derived: Derived | null;
}
export type Derived =
  { readonly set: (patient: Patient) => SetFound } | { readonly moment: (patient: Patient) => MomentFound };

/** What a fact is asked of: of the whole patient, of the event of a moment, or how many events a set has. */
export type Asking =
  | { readonly of: 'patient'; readonly fact: Fact }
  | { readonly of: 'moment'; readonly events: NamedEvents; readonly field: string }
  | { readonly of: 'count'; readonly events: NamedEvents };

export type Criterion =
  | { readonly is: 'events'; readonly name: string; readonly events: NamedEvents }
  | { readonly is: 'index'; readonly name: string; readonly events: NamedEvents }
  | { readonly is: 'landmark'; readonly name: string; readonly events: NamedEvents; readonly span: Span }
  | {
      readonly is: 'fact';
      readonly name: string;
      readonly path: string;
      readonly asking: Asking;
      readonly test: ValueTest;
    }
  | { readonly is: 'all' | 'any' | 'none'; readonly name: string; readonly of: readonly Criterion[] }
  | { readonly is: 'at-least'; readonly name: string; readonly count: number; readonly of: readonly Criterion[] }
  | { readonly is: 'in'; readonly name: string; readonly cohort: string; readonly plan: Plan };

/** A definition that compiles. */
export interface Plan {
  readonly cohort: string;
  readonly title: string | null;
  /** As written, for binding other parameters. */
  readonly text: string;
  readonly known: Known;
  /** The tree of the text: what is hashed and kept. */
  readonly definition: JsonObject;
  /** The values in use. */
  readonly parameters: Parameters;
  /** What the outcomes must be derived under. */
  readonly outcomes: Asked;
  /** The same with its defaults, but for the cut-off. */
  readonly question: Question;
  readonly partialDates: 'cannot-tell' | 'imputed';
  /** Named events of the file and those built in that it uses, what they count from before them. */
  readonly events: readonly NamedEvents[];
  readonly index: NamedEvents;
  readonly landmark: Span | null;
  /** Index, landmark and `include`, in the order of the flow. */
  readonly criteria: readonly Criterion[];
  /** Whether a phrase or the landmark counts months or years. */
  readonly countsMonths: boolean;
  /** Which criteria cannot be proved to be known by the index date, or by the landmark (cohorts.md 5). */
  readonly looksAhead: readonly LookAhead[];
}

export interface LookAhead {
  /** Its place in `criteria`, from 1. */
  readonly criterion: number;
  readonly name: string;
}

export type Parameters = Readonly<Record<string, string | number | boolean>>;
/** Cohorts that `in:` can name: by `NAME` and by `NAME@VERSION`. */
export type Known = ReadonlyMap<string, Plan>;
