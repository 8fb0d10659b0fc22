import { survivalAnalysis } from './survival.js';

export const ttf = survivalAnalysis(
  {
    name: 'ttf',
    version: 2,
    title: 'Time to treatment failure',
    about: 'Time to treatment failure: to progression, death, new therapy or a stop that is a failure, by Kaplan-Meier',
  },
  'ttf',
);
