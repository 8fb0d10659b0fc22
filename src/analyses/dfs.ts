import { diseaseFreeZero } from './refused-analysis.js';
import { survivalAnalysis } from './survival.js';

export const dfs = survivalAnalysis(
  {
    name: 'dfs',
    version: 2,
    title: "Disease-free survival (DATECAN's relapse-free survival: a second primary is no event)",
    about:
      'Disease-free survival: from the liver resection that leaves no disease to recurrence or death, by Kaplan-Meier',
  },
  'dfs',
  diseaseFreeZero,
);
