import { survivalAnalysis } from './survival.js';

export const pfs = survivalAnalysis(
  {
    name: 'pfs',
    version: 2,
    title: 'Progression-free survival',
    about: 'Progression-free survival: from time zero to progression or death, by Kaplan-Meier',
  },
  'pfs',
);
