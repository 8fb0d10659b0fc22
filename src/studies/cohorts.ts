import { createHash } from 'node:crypto';
import {
  bind,
  cohortReference,
  cohortsWithin,
  compile,
  definitionText,
  GRAMMAR,
  ParameterError,
  pinned,
  typedParameters,
  type DefinitionProblem,
  type Parameters,
  type Plan,
} from '../cohorts/index.js';
import {
  checkData,
  CohortDefined,
  cohortStream,
  upcastTo,
  type JsonObject,
  type NewEvent,
  type RecordedEvent,
  type Recorder,
} from '../events/index.js';
import { WrongRevisionError, type Clock, type EventStore, type LogPoint } from '../ports/index.js';
import { canonicalJson } from '../provenance/index.js';
import { RefusedDefinitionError, UnknownCohortError } from './errors.js';
import { ALL, type ChosenCohort } from './members.js';

/** A version of a definition as the log holds it, ready to be used. */
export interface DefinedCohort {
  readonly name: string;
  /** From 1. */
  readonly version: number;
  /** Of the definition as RFC 8785 JSON, in hex. */
  readonly sha256: string;
  readonly definition: JsonObject;
  readonly reason: string;
  readonly definedBy: Recorder;
  readonly definedAt: string;
  readonly position: number | null;
  readonly eventId: string;
}

/** A definition that can be used, recorded or not. */
export interface UsableDefinition {
  readonly plan: Plan;
  /** The tree that is hashed: cohorts within it pinned to their versions. */
  readonly definition: JsonObject;
  readonly sha256: string;
  readonly warnings: readonly DefinitionProblem[];
}

const ATTEMPTS = 20;

/** The cohort definitions of a log, as known now or then; `asOf` null: now. */
export class Cohorts {
  constructor(private readonly store: EventStore) {}

  /** Every version of a cohort, the first one first; none where it was not defined then. */
  async versions(name: string, asOf: LogPoint | null): Promise<readonly DefinedCohort[]> {
    const range = asOf ? { upTo: asOf.position } : {};
    const found: DefinedCohort[] = [];
    for await (const batch of this.store.readStream(cohortStream(name), range)) found.push(...batch.map(definedBy));
    return found;
  }

  /** Every version of every cohort, by name, then version. */
  async all(asOf: LogPoint | null): Promise<readonly DefinedCohort[]> {
    const range = { types: [CohortDefined.name], ...(asOf && { upTo: asOf.position }) };
    const found: DefinedCohort[] = [];
    for await (const batch of this.store.readAll(range)) found.push(...batch.map(definedBy));
    return found.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.version - b.version));
  }

  /**
   * @param text `NAME`, the latest at that moment, or `NAME@2`
   * @throws UnknownCohortError
   */
  async find(text: string, asOf: LogPoint | null): Promise<DefinedCohort> {
    const reference = cohortReference(text);
    const versions = reference ? await this.versions(reference.name, asOf) : [];
    const found = reference?.version ? versions[reference.version - 1] : versions.at(-1);
    if (found) return found;
    const then = asOf ? ' was defined then' : ' is defined';
    if (versions.length > 0) {
      const many = versions.length === 1 ? 'There is version 1.' : `There are versions 1 to ${versions.length}.`;
      throw new UnknownCohortError(`No ${text}${then}.`, many);
    }
    const names = [...new Set((await this.all(asOf)).map(({ name }) => name))];
    const remedy = names.length === 0 ? 'Define it, or name a file.' : `Use one of: ${names.join(', ')}.`;
    throw new UnknownCohortError(`No cohort ${JSON.stringify(text)}${then}.`, remedy);
  }

  /**
   * A recorded definition, or `all`, to be analysed.
   * @param texts values of its parameters, as texts
   * @throws UnknownCohortError, RefusedDefinitionError
   */
  async choose(
    text: string,
    asOf: LogPoint | null,
    texts: Readonly<Record<string, string>> = {},
  ): Promise<ChosenCohort> {
    if (text === ALL.name) return ALL;
    const cohort = await this.find(text, asOf);
    const { name, version, sha256, definition } = cohort;
    const plan = await this.planOf(cohort, asOf, typedParameters(definition, texts));
    return { name, version, definition: { sha256, plan } };
  }

  /**
   * The plan of a recorded definition.
   * @throws RefusedDefinitionError for parameters that it does not have, and where this software no longer reads it
   */
  async planOf({ definition }: DefinedCohort, asOf: LogPoint | null, parameters: Parameters = {}): Promise<Plan> {
    return (await this.read(definitionText(definition), asOf, parameters)).plan;
  }

  /**
   * A definition as it stands in a file, with what `in:` names in the log.
   * @param parameters values other than the defaults
   * @throws RefusedDefinitionError with every problem
   */
  async read(text: string, asOf: LogPoint | null, parameters: Parameters = {}): Promise<UsableDefinition> {
    const known = new Map<string, Plan>();
    const versions = new Map<string, string>();
    for (const within of cohortsWithin(text)) {
      const cohort = await this.find(within, asOf).catch(ignoreUnknown);
      if (!cohort) continue;
      known.set(within, await this.planOf(cohort, asOf));
      versions.set(within, `${cohort.name}@${cohort.version}`);
    }
    const compiled = compile(text, known);
    if ('problems' in compiled) {
      RefusedDefinitionError.ifAny(compiled.problems);
      throw new TypeError('a definition is refused for a problem');
    }
    const definition = pinned(compiled.plan.definition, versions);
    const sha256 = createHash('sha256').update(canonicalJson(definition)).digest('hex');
    return { plan: bound(compiled.plan, parameters), definition, sha256, warnings: compiled.warnings };
  }

  /**
   * Records a definition as the next version of its name; one that a version has already is answered with that version.
   * @throws RefusedDefinitionError with every problem; nothing is recorded then
   */
  async define(
    text: string,
    reason: string,
    { clock, caller }: { readonly clock: Clock; readonly caller: Recorder & { readonly requestId: string } },
  ): Promise<{
    readonly cohort: DefinedCohort;
    readonly isNew: boolean;
    readonly warnings: UsableDefinition['warnings'];
  }> {
    const { plan, definition, sha256, warnings } = await this.read(text, null);
    const data = { definition, sha256, schema: GRAMMAR, reason };
    RefusedDefinitionError.ifAny(checkData(CohortDefined, data, ''));
    const { requestId: correlationId, subject, role, organisation } = caller;
    for (let attempt = 1; ; attempt += 1) {
      const versions = await this.versions(plan.cohort, null);
      const same = versions.find((version) => version.sha256 === sha256);
      if (same) return { cohort: same, isNew: false, warnings };
      const event: NewEvent = {
        ...{ id: clock.newId(), type: CohortDefined.name, version: CohortDefined.version, data },
        ...{ recordedAt: clock.now(), recordedBy: { subject, role, organisation }, correlationId },
      };
      const revision = versions.length;
      try {
        const { position } = await this.store.append(
          cohortStream(plan.cohort),
          revision === 0 ? 'none' : revision - 1,
          [event],
        );
        return { cohort: definedBy({ ...event, position, revision }), isNew: true, warnings };
      } catch (error) {
        // Another one was faster: this is the version after.
        if (!(error instanceof WrongRevisionError) || attempt >= ATTEMPTS) throw error;
      }
    }
  }
}

function bound(plan: Plan, parameters: Parameters): Plan {
  try {
    return bind(plan, parameters);
  } catch (error) {
    if (error instanceof ParameterError) RefusedDefinitionError.ifAny(error.problems);
    throw error;
  }
}

function ignoreUnknown(error: unknown): null {
  if (error instanceof UnknownCohortError) return null;
  throw error;
}

function definedBy({ id, version, data, revision, position, recordedAt, recordedBy }: RecordedEvent): DefinedCohort {
  const { definition, sha256, reason } = upcastTo(CohortDefined, version, data) as {
    readonly definition: JsonObject & { readonly cohort: string };
    readonly sha256: string;
    readonly reason: string;
  };
  return {
    ...{ name: definition.cohort, version: revision + 1, sha256, definition, reason },
    ...{ definedBy: recordedBy, definedAt: recordedAt, position, eventId: id },
  };
}
