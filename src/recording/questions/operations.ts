import type { Entry, Timeline } from '../../timeline/index.js';
import { dateOf, surelyBefore } from '../possible-dates.js';
import { inWords, standing } from '../standing.js';
import type { Question } from './question.js';

const liverResections = (record: Timeline): readonly Entry[] =>
  standing(record, 'ResectionPerformed').filter(({ data }) => data['organ'] === 'liver');

/** The liver is resected for metastases: somebody has diagnosed one. */
export const liverResectionWithoutMetastasis: Question = {
  code: 'liver-resection-without-metastasis',
  text: 'A liver resection with no liver metastasis on record',
  remedy: 'Record the diagnosis of the liver metastasis, before or in the same batch.',
  types: ['ResectionPerformed', 'DiagnosisMade'],
  doubts: (record) =>
    standing(record, 'DiagnosisMade').some(({ data }) => data['kind'] === 'liver-metastasis')
      ? []
      : liverResections(record).map((resection) => ({
          entries: [resection.id],
          field: 'data/organ',
          detail: inWords(resection),
        })),
};

/** The surgeon's R0 against the pathologist's R1 or R2. */
export const marginContradictsPathology: Question = {
  code: 'margin-contradicts-pathology',
  text: 'An operation recorded as R0 whose pathology says otherwise',
  remedy: 'Check the margin in both reports; the pathology decides what the endpoints take.',
  types: ['ResectionPerformed', 'PathologyReported'],
  doubts: (record) => {
    const r0 = new Map(
      standing(record, 'ResectionPerformed').flatMap((entry) =>
        entry.data['margin'] === 'R0' ? [[entry.id, entry] as const] : [],
      ),
    );
    return standing(record, 'PathologyReported').flatMap((report) => {
      const { margin, specimenId } = report.data as { margin?: string; specimenId?: string };
      const resection = r0.get(specimenId ?? '');
      if (!resection || (margin !== 'R1' && margin !== 'R2')) return [];
      const detail = `${inWords(resection)} is R0, ${inWords(report)} is ${margin}`;
      return [{ entries: [report.id, resection.id], field: 'data/margin', detail }];
    });
  },
};

/** R0 says that nothing is left. A first of two stages leaves disease by plan, and its margin is that of its own specimen. */
export const r0WithDiseaseLeft: Question = {
  code: 'r0-with-disease-left',
  text: 'A liver resection recorded as R0 with disease left in the liver',
  remedy: 'Check margin and diseaseLeft; known disease left behind is R2, or a first stage.',
  types: ['ResectionPerformed'],
  doubts: (record) =>
    liverResections(record)
      .filter(({ data: { margin, stage, diseaseLeft } }) => {
        const inLiver = Array.isArray(diseaseLeft) && diseaseLeft.includes('liver');
        return margin === 'R0' && stage !== 'first' && inLiver;
      })
      .map((resection) => ({ entries: [resection.id], field: 'data/diseaseLeft', detail: inWords(resection) })),
};

/** The second stage of a two-stage hepatectomy follows a first, also where it is given up. */
export const secondStageWithoutFirst: Question = {
  code: 'second-stage-without-first',
  text: 'A second stage, done or given up, with no first stage before it',
  remedy: 'Record the first stage, before or in the same batch, or check the two dates.',
  types: ['ResectionPerformed', 'ResectionAbandoned'],
  doubts: (record) => {
    const firsts = standing(record, 'ResectionPerformed')
      .filter(({ data }) => data['stage'] === 'first')
      .map(({ occurredOn }) => dateOf(occurredOn));
    return standing(record, 'ResectionPerformed', 'ResectionAbandoned')
      .filter(({ data }) => data['stage'] === 'second' || data['planned'] === 'second-stage')
      .filter(({ occurredOn }) => firsts.every((first) => surelyBefore(dateOf(occurredOn), first)))
      .map((second) => ({
        entries: [second.id],
        field: second.type === 'ResectionAbandoned' ? 'data/planned' : 'data/stage',
        detail: inWords(second),
      }));
  },
};
