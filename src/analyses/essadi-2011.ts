/**
 * The published series that the service was first asked to reproduce, as its abstract prints it: Essadi et al.,
 * Gastroenterology Research 2011;4(3):122-124. Nothing here is derived.
 */
export const CITATION = 'Essadi et al., Gastroenterology Research 2011;4(3):122-124';

export interface PublishedFigure {
  readonly key: string;
  readonly part: string;
  readonly figure: string;
  /** As printed. */
  readonly text: string;
  readonly n?: number;
  /** The denominator, where it is stated: the counts with a percentage are of the 60 patients. */
  readonly of?: number;
  readonly percent?: number;
  /** A median, in months. */
  readonly months?: number;
}

export const PUBLISHED = [
  { key: 'patients', part: 'Patients', figure: 'Patients', text: '60', n: 60 },
  {
    key: 'period',
    part: 'Patients',
    figure: 'Liver metastases found, 2007 to 2009',
    text: 'all',
    n: 60,
  },
  {
    key: 'synchronous',
    part: 'Patients',
    figure: 'Synchronous metastases',
    text: '41 (68%)',
    n: 41,
    of: 60,
    percent: 68,
  },
  {
    key: 'metachronous',
    part: 'Patients',
    figure: 'Metachronous metastases',
    text: '19 (32%)',
    n: 19,
    of: 60,
    percent: 32,
  },
  { key: 'resectable', part: 'At the outset', figure: 'Resectable', text: '14 (22%)', n: 14, of: 60, percent: 22 },
  { key: 'unresectable', part: 'At the outset', figure: 'Unresectable', text: '28 (47%)', n: 28, of: 60, percent: 47 },
  { key: 'uncertain', part: 'At the outset', figure: 'Uncertain', text: '18 (31%)', n: 18, of: 60, percent: 31 },
  {
    key: 'chemotherapy-first',
    part: 'Chemotherapy',
    figure: 'Before any surgical gesture',
    text: '35 (58%)',
    n: 35,
    of: 60,
    percent: 58,
  },
  {
    key: 'chemotherapy-after-primary',
    part: 'Chemotherapy',
    figure: 'After resection of the primary',
    text: '25 (42%)',
    n: 25,
    of: 60,
    percent: 42,
  },
  { key: 'response', part: 'Response', figure: 'Objective response', text: 'about 59%', percent: 59 },
  { key: 'complete', part: 'Response', figure: 'Complete response', text: '4', n: 4 },
  { key: 'histology', part: 'Response', figure: 'Complete response confirmed histologically', text: '1', n: 1 },
  { key: 'side-effects', part: 'Response', figure: 'Minor side effects only', text: 'some' },
  { key: 'operated', part: 'Surgery', figure: 'Operated on', text: '23 (38%)', n: 23, of: 60, percent: 38 },
  { key: 'r0', part: 'Surgery', figure: 'R0 liver resection', text: '15 (25%)', n: 15, of: 60, percent: 25 },
  { key: 'converted', part: 'Surgery', figure: 'Uncertain, brought to resection', text: '5', n: 5 },
  { key: 'pfs', part: 'Survival', figure: 'Median progression-free survival', text: '15.5 months', months: 15.5 },
] as const satisfies readonly PublishedFigure[];

export type FigureKey = (typeof PUBLISHED)[number]['key'];
