import type { Entry, Timeline } from '../../timeline/index.js';
import { dateOf } from '../possible-dates.js';
import { inWords, standing } from '../standing.js';
import type { Doubt, Question } from './question.js';

interface TargetLesion {
  readonly id: string;
  readonly organ: string;
  readonly node?: boolean;
  readonly diameter?: number;
  readonly state: string;
}

/** RECIST 1.1 (Eur J Cancer 2009;45:228-47), 3.1.1 and 4.2: how many targets, and how small at baseline (tenths of mm). */
const MOST_TARGETS = 5;
const MOST_IN_AN_ORGAN = 2;
const SMALLEST_NODE = 150;
const SMALLEST_OTHER = 100;

const targetsOf = ({ data }: Entry): readonly TargetLesion[] =>
  (data['targetLesions'] ?? []) as unknown as readonly TargetLesion[];

/** A response is measured against a baseline: a CT, MRI or PET-CT of an earlier day, made for anything but a response. */
export const responseWithoutBaseline: Question = {
  code: 'response-without-baseline',
  text: 'A response with no baseline imaging (CT, MRI or PET-CT) before it',
  remedy: 'Record the baseline imaging, before or in the same batch, or check the two dates.',
  types: ['ResponseAssessed', 'ImagingPerformed'],
  doubts: (record) => {
    const baselines = standing(record, 'ImagingPerformed').filter(
      ({ data }) => ['CT', 'MRI', 'PET-CT'].includes(data['modality'] as string) && data['purpose'] !== 'response',
    );
    const hasBaseline = ({ occurredOn, data }: Entry): boolean =>
      baselines.some(({ id, occurredOn: day }) => id !== data['imagingId'] && dateOf(day).lo < dateOf(occurredOn).hi);
    return standing(record, 'ResponseAssessed')
      .filter((response) => response.data['overall'] !== 'NED' && !hasBaseline(response))
      .map((response) => ({ entries: [response.id], field: 'occurredOn', detail: inWords(response) }));
  },
};

/** At most five target lesions, at most two of them in an organ. */
export const tooManyTargetLesions: Question = {
  code: 'too-many-target-lesions',
  text: `More than ${MOST_TARGETS} target lesions, or more than ${MOST_IN_AN_ORGAN} in one organ`,
  remedy: 'Follow the others as non-target lesions; RECIST 1.0 allowed ten, and five in an organ.',
  types: ['ImagingPerformed'],
  doubts: (record) =>
    atTargets(record, (targets) => {
      if (targets.length > MOST_TARGETS) return `${targets.length} target lesions`;
      const organs = targets.map(({ organ }) => organ.trim().toLowerCase());
      const lesionsIn = (organ: string): number => organs.filter((other) => other === organ).length;
      const crowded = organs.find((organ) => lesionsIn(organ) > MOST_IN_AN_ORGAN);
      return crowded === undefined ? null : `${lesionsIn(crowded)} target lesions in the organ ${crowded}`;
    }),
};

/** Smaller lesions cannot be measured reproducibly; a node of less than 15 mm in short axis may be normal. */
export const targetLesionTooSmall: Question = {
  code: 'target-lesion-too-small',
  text: 'A target lesion under 10 mm, or a target node under 15 mm in short axis, at baseline',
  remedy: 'Check the diameter (tenths of mm: 12.3 mm is 123), or follow it as a non-target lesion.',
  types: ['ImagingPerformed'],
  doubts: (record) =>
    atTargets(record, (targets, { data }) => {
      if (data['purpose'] !== 'baseline') return null;
      const small = targets.find((lesion) => isTooSmall(lesion));
      return small ? `lesion ${small.id}${small.diameter === undefined ? '' : `, ${small.diameter / 10} mm`}` : null;
    }),
};

function isTooSmall({ node, diameter, state }: TargetLesion): boolean {
  if (diameter === undefined) return state === 'too-small' || state === 'disappeared';
  return diameter < (node ? SMALLEST_NODE : SMALLEST_OTHER);
}

function atTargets(
  record: Timeline,
  test: (targets: readonly TargetLesion[], imaging: Entry) => string | null,
): readonly Doubt[] {
  return standing(record, 'ImagingPerformed').flatMap((imaging) => {
    const found = test(targetsOf(imaging), imaging);
    if (found === null) return [];
    return [{ entries: [imaging.id], field: 'data/targetLesions', detail: `${found} on ${inWords(imaging)}` }];
  });
}
