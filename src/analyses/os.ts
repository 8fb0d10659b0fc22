import { survivalAnalysis } from './survival.js';

export const os = survivalAnalysis(
  {
    name: 'os',
    version: 2,
    title: 'Overall survival',
    about: 'Overall survival: from time zero to death of any cause, by Kaplan-Meier',
  },
  'os',
  (question) => question.timeZero,
);
