/** Words of a response at one time point, RECIST 1.1 (Eisenhauer et al., Eur J Cancer 2009;45:228-47). */
export const TARGET_RESPONSES = ['CR', 'PR', 'SD', 'PD', 'NE', 'none'] as const;
export type TargetResponse = (typeof TARGET_RESPONSES)[number];

export const NON_TARGET_RESPONSES = ['CR', 'NON-CR/NON-PD', 'PD', 'NE', 'none'] as const;
export type NonTargetResponse = (typeof NON_TARGET_RESPONSES)[number];

export type NewLesions = 'no' | 'yes' | 'equivocal';
export type OverallResponse = 'CR' | 'PR' | 'SD' | 'NON-CR/NON-PD' | 'PD' | 'NE';

/** What an overall response is made of; a part that is not stated is undefined. `none`: no such lesion at baseline. */
export interface ResponseParts {
  readonly target: TargetResponse | undefined;
  readonly nonTarget: NonTargetResponse | undefined;
  readonly newLesions: NewLesions | undefined;
}

/** Overall response at a time point: Tables 1 and 2 of the guideline. No lesion at all at baseline: NE. */
export function overallResponse(
  target: TargetResponse,
  nonTarget: NonTargetResponse,
  newLesion: boolean,
): OverallResponse {
  if (newLesion || target === 'PD' || nonTarget === 'PD') return 'PD';
  if (target === 'CR') return nonTarget === 'CR' || nonTarget === 'none' ? 'CR' : 'PR';
  if (target !== 'none') return target;
  return nonTarget === 'none' ? 'NE' : nonTarget;
}

/**
 * Every overall response that the tables give for the stated parts, a part not stated being open. An equivocal new lesion
 * counts as none until it is confirmed. No lesion at all is `NED` too, where all were resected or ablated.
 */
export function overallResponsesAllowed({
  target,
  nonTarget,
  newLesions,
}: ResponseParts): readonly (OverallResponse | 'NED')[] {
  const targets = target === undefined ? TARGET_RESPONSES : [target];
  const nonTargets = nonTarget === undefined ? NON_TARGET_RESPONSES : [nonTarget];
  const news = newLesions === undefined ? [false, true] : [newLesions === 'yes'];
  const allowed = new Set<OverallResponse | 'NED'>();
  for (const t of targets) {
    for (const n of nonTargets) {
      for (const isNew of news) {
        allowed.add(overallResponse(t, n, isNew));
        if (t === 'none' && n === 'none' && !isNew) allowed.add('NED');
      }
    }
  }
  return [...allowed];
}
