import { survivalAnalysis } from './survival.js';

export const ttp = survivalAnalysis(
  {
    name: 'ttp',
    version: 2,
    title: 'Time to progression',
    about: 'Time to progression: from time zero to progression, death being no event, by Kaplan-Meier',
  },
  'ttp',
);
