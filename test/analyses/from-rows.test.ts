import { describe, expect, it } from '@jest/globals';
import { ANALYSES, AnalysisRun, groupingFacts } from '../../src/analyses/index.js';
import { cohortRow, derive, questionOf } from '../../src/outcomes/index.js';
import { context } from './cohort.js';
import { patientIds, timelineOf } from './demo-cohort.js';

const question = questionOf();
const demo = patientIds.map((patientId) => timelineOf(patientId));
const fromRows = ANALYSES.flatMap(({ endpoints, ...one }) => (endpoints ? [{ ...one, endpoints }] : []));

describe('an analysis that names its endpoints', () => {
  it('is most of them', () => {
    expect(fromRows.length).toBeGreaterThan(8);
  });

  it.each(fromRows.map((analysis) => [analysis.name, analysis] as const))(
    'gives the same of rows that hold nothing else as of whole patients: %s',
    (_, analysis) => {
      const asked = {
        ...context,
        question,
        groupBy: 'sex',
        stratifyBy: analysis.stratified ? 'metastases.timing' : null,
      };
      const [whole, rows] = [new AnalysisRun(analysis, asked), new AnalysisRun(analysis, asked)];
      const facts = groupingFacts(analysis, asked.groupBy, asked.stratifyBy);
      for (const timeline of demo) {
        whole.add({ timeline, outcomes: derive(timeline, question) });
        const row = cohortRow(timeline, { question, endpoints: analysis.endpoints, facts });
        if (row) rows.addRow(row);
      }
      expect(rows.result()).toEqual(whole.result());
      expect(whole.result().patients.length).toBeGreaterThan(5);
    },
  );

  it('cannot read the record of a row, which is not there', () => {
    const reads = { ...fromRows[0]!, patient: ({ timeline }: { timeline: object }) => ({ time: timeline }) };
    const run = new AnalysisRun(reads, { ...context, question });
    const row = cohortRow(demo[0]!, { question, endpoints: reads.endpoints, facts: [] });
    expect(() => run.addRow(row!)).toThrow('reads nothing else');
  });
});
