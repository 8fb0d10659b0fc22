import type { Course } from './course.js';
import type { Dated, Used } from './dating.js';

/** Longest time from baseline imaging to the start of treatment, days (RECIST 1.1, section 3.2). */
export const BASELINE_WINDOW = 28;

const MODALITIES: readonly unknown[] = ['CT', 'MRI', 'PET-CT'];

/** Imaging that lesions can be followed on: no ultrasound, and none that is stated to be inadequate (endpoints.md 2.3). */
export const isCrossSectional = ({ entry: { type, data } }: Used): boolean =>
  type === 'ImagingPerformed' && MODALITIES.includes(data['modality']) && data['adequate'] !== false;

/** The imagings that can serve as baseline of a treatment that starts on day `start`, by day. */
export const baselineImagings = ({ counted }: Course, start: number): readonly Dated[] =>
  counted.filter((one) => one.day >= start - BASELINE_WINDOW && one.day <= start && isCrossSectional(one));
