import type { Entry } from '../../timeline/index.js';
import type { NewLesions, NonTargetResponse, TargetResponse } from '../../events/index.js';
import type { Used } from '../dating.js';
import type { TargetLesion } from './target-response.js';

/** Present but too small to measure: 5 mm (RECIST 1.1, section 4.2), tenths of mm. */
const TOO_SMALL = 50;

/** The target lesions that some imagings of one day list, each once: of two diameters the larger. */
export function targetLesions(imagings: readonly Used[]): readonly TargetLesion[] {
  const lesions = new Map<string, TargetLesion>();
  for (const lesion of imagings.flatMap(({ entry }) => listed(entry))) {
    const other = lesions.get(lesion.id);
    if (!other || (lesion.diameter ?? -1) > (other.diameter ?? -1)) lesions.set(lesion.id, lesion);
  }
  return [...lesions.values()];
}

/** Whether a list of target lesions was given, be it empty. */
export const listsTargets = ({ entry }: Used): boolean => Array.isArray(entry.data['targetLesions']);

function listed({ data }: Entry): readonly TargetLesion[] {
  const lesions: unknown = data['targetLesions'];
  if (!Array.isArray(lesions)) return [];
  return (lesions as readonly unknown[]).flatMap((lesion) => {
    const { id, node, state, diameter } = (lesion ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof id !== 'string') return [];
    return [{ id, node: node === true, diameter: diameterOf(state, isLength(diameter) ? diameter : null) }];
  });
}

/** Tenths of mm. */
export const isLength = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0;

function diameterOf(state: unknown, diameter: number | null): number | null {
  if (state === 'disappeared') return 0;
  if (state === 'too-small') return diameter ?? TOO_SMALL;
  return state === 'measured' ? diameter : null;
}

/** The lesions of the baseline as they are now; one that is not listed is not evaluable. */
export function asOfNow(baseline: readonly TargetLesion[], now: readonly TargetLesion[]): readonly TargetLesion[] {
  const diameters = new Map(now.map(({ id, diameter }) => [id, diameter]));
  return baseline.map((lesion) => ({ ...lesion, diameter: diameters.get(lesion.id) ?? null }));
}

/** From the worst to the least telling: of several statements about one day the first one in the list rules. */
const TARGET: readonly TargetResponse[] = ['PD', 'SD', 'PR', 'CR', 'NE', 'none'];
const NON_TARGET: readonly NonTargetResponse[] = ['PD', 'NON-CR/NON-PD', 'NE', 'CR', 'none'];
const NEW_LESIONS: readonly NewLesions[] = ['yes', 'equivocal', 'no'];

const worst =
  <T>(values: readonly T[], field: string) =>
  (statements: readonly Used[]): T | undefined =>
    values.find((value) => statements.some(({ entry }) => entry.data[field] === value));

export const targetStated = worst(TARGET, 'target');
/** What imagings, or readings of them, state of the non-target lesions. */
export const nonTargetStated = worst(NON_TARGET, 'nonTarget');
/** What imagings, or readings of them, state of new lesions. */
export const newLesionsStated = worst(NEW_LESIONS, 'newLesions');
