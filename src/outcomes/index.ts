export { derive } from './derive.js';
export * from './outcomes.js';
export { questionOf, QuestionError, type Asked } from './question.js';
