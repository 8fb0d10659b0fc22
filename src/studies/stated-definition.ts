import { definitionText } from '../cohorts/index.js';
import { CohortDefined, checkData, upcastTo, type JsonObject, type Recorder, type Violation } from '../events/index.js';
import type { Clock } from '../ports/index.js';
import type { Cohorts } from './cohorts.js';
import { RefusedDefinitionError } from './errors.js';

/** A definition as another log states it. */
export interface StatedDefinition {
  readonly version: number;
  readonly data: JsonObject;
  /** Its version there, from 0; null: not said. */
  readonly revision: number | null;
}

/**
 * Records the definition of another log as the version that it has there, for others may name it by that version.
 * @returns `altered` where it is not what its digest says, `other-version` where that version is another definition here, or
 * would be another version; nothing is recorded then
 */
export async function defineAsStated(
  cohorts: Cohorts,
  { version, data, revision }: StatedDefinition,
  given: { readonly clock: Clock; readonly caller: Recorder & { readonly requestId: string } },
): Promise<'recorded' | 'known' | 'altered' | 'other-version' | { readonly refused: readonly Violation[] }> {
  const faults = checkData(CohortDefined, data, '/data');
  if (faults.length > 0) return { refused: faults };
  const { definition, sha256, reason } = upcastTo(CohortDefined, version, data) as {
    readonly definition: JsonObject;
    readonly sha256: string;
    readonly reason: string;
  };
  try {
    const text = definitionText(definition);
    const read = await cohorts.read(text, null);
    if (read.sha256 !== sha256) return 'altered';
    const versions = await cohorts.versions(read.plan.cohort, null);
    const known = versions.findIndex((one) => one.sha256 === sha256);
    if (revision !== null && revision !== (known < 0 ? versions.length : known)) return 'other-version';
    const { isNew } = await cohorts.define(text, reason, given);
    return isNew ? 'recorded' : 'known';
  } catch (error) {
    if (error instanceof RefusedDefinitionError) return { refused: error.problems };
    throw error;
  }
}
