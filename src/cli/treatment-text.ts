import { table } from '../analyses/index.js';
import type { AbandonedResection, Endpoints, Operation, Surgery, TreatmentLine } from '../outcomes/index.js';
import { count, listed, mm, told, words, type Told } from './told.js';

export const surgery = ({
  metastases,
  resectability,
  conversion,
  conversionOrProgression: first,
  surgery: done,
}: Endpoints): readonly Told[] => [
  told('Liver metastases', metastases, `${metastases.timing}`),
  told(
    'Resectability',
    resectability,
    `${resectability.initial ?? 'unknown'} at the outset, ${resectability.current} when last assessed`,
    table(
      resectability.assessments.map(({ date, classification, by, plannedStrategy }) => [
        date,
        classification,
        listed([by, plannedStrategy && words(plannedStrategy)]),
      ]),
      [1, 2],
    ),
  ),
  told('Conversion', conversion, conversionText(conversion)),
  ...(conversion.converted === null
    ? []
    : [told('  what came first', first, `${first.cause ?? 'nothing so far'}, day ${first.days}`)]),
  told(
    'Operations',
    done,
    countsText(done.counts),
    table([...done.operations.map(operationRow), ...done.abandoned.map(abandonedRow)], [1, 2]),
  ),
  ...(done.sequence === null ? [] : [told('Sequence', { ...done, reason: done.sequenceReason }, words(done.sequence))]),
];

function conversionText({ initial, converted, days, date, margin, after }: Endpoints['conversion']): string {
  if (converted === null) return `${initial} at the outset`;
  if (!converted) return `not converted from ${initial}`;
  const treated = after === 'nothing' ? 'no treatment' : `${words(after ?? '')} treatment`;
  return `converted from ${initial} after ${days} days, on ${date}, ${margin}, by ${treated}`;
}

/** `resections done of those planned: liver 1 of 2, primary 1 of 1`. */
function countsText(counts: Surgery['counts']): string {
  const planned = Object.entries(counts).filter(([, { planned: all }]) => all > 0);
  return planned.length === 0
    ? 'no resection done or planned'
    : `done of planned: ${planned.map(([what, { planned: all, done }]) => `${words(what)} ${done} of ${all}`).join(', ')}`;
}

const operationRow = (one: Operation): readonly string[] => [
  one.date,
  listed([
    one.organ === 'other' ? 'other organ' : one.organ,
    one.procedure ?? one.kind,
    one.stage && `${one.stage} stage`,
  ]),
  listed([
    one.kind === 'resection' && (one.margin ?? 'margin unknown'),
    one.marginWidth !== null && mm(one.marginWidth),
    clearingText(one),
    one.lesions !== null && count(one.lesions, 'lesion'),
    one.withAblation && 'with ablation',
    one.withPrimary && 'with the primary',
  ]),
];

/** Of a first stage and a transplantation the row says already why they clear nothing. */
function clearingText({ clearing, clearingReason }: Operation): string | null {
  if (clearing === null) return null;
  if (clearing) return 'clears the liver';
  return clearingReason.code === 'disease-left-in-liver' ? 'disease left in the liver' : 'does not clear the liver';
}

const abandonedRow = ({ date, planned, when, cause }: AbandonedResection): readonly string[] => [
  date,
  `${words(planned)}, given up ${words(when)}`,
  words(cause),
];

export const treatment = ({ treatment: given }: Endpoints): readonly Told[] => [
  told(
    'Intent of chemotherapy',
    given,
    listed([
      given.intent ?? 'not known',
      given.statedIntents.length > 0 && `stated as ${given.statedIntents.join(' and ')}`,
      given.chemotherapyStart && `begun ${words(given.chemotherapyStart)}`,
    ]),
    table(given.lines.map(lineRow), [1, 2, 3]),
  ),
];

const lineRow = (line: TreatmentLine): readonly string[] => [
  `line ${line.number}`,
  line.lastTreatment === line.start ? line.start : `${line.start} to ${line.lastTreatment}`,
  line.regimens.join(', then ') || 'no chemotherapy',
  listed([
    line.cycles !== null && line.cycles > 0 && count(line.cycles, 'cycle'),
    line.endedBy ? `ended by ${words(line.endedBy)}` : 'not ended',
    line.statedNumber !== null && line.statedNumber !== line.number && `line ${line.statedNumber} to the source`,
  ]),
];

export const safety = ({ toxicity, complications, operativeMortality: mortality }: Endpoints): readonly Told[] => [
  told(
    'Worst side effects',
    toxicity,
    `grade ${toxicity.worstGrade} at worst`,
    table(
      toxicity.worst.map(({ date, grade, ctcaeVersion, term }) => [
        date,
        `grade ${grade}`,
        term,
        `CTCAE ${ctcaeVersion}`,
      ]),
      [1, 2, 3],
    ),
  ),
  ...(complications.status === 'evaluable'
    ? [
        told(
          'Complications',
          complications,
          `grade ${complications.worstGrade} at worst`,
          table(
            complications.observed.map(({ date, grade, term, after }) => [
              date,
              `grade ${grade}`,
              term,
              after === null ? '' : `after the operation of ${after}`,
            ]),
            [1, 2, 3],
          ),
        ),
      ]
    : []),
  told(
    'After operations',
    mortality,
    `within ${mortality.withinDays} days of ${count(mortality.operations.length, 'operation')}`,
    table(
      mortality.operations.map(({ date, done, status, reason }) => [
        date,
        done.map(words).join(' and '),
        `${status}: ${reason.text}`,
      ]),
      [1, 2],
    ),
  ),
];
