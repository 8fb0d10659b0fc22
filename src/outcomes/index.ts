export { derive } from './derive.js';
export * from './outcomes.js';
export { questionOf, QuestionError, timeZeroOf, type Asked } from './question.js';
export { DAYS_PER_MONTH, inMonths } from './time-to-event.js';
