/** What can be measured on labelled mail; each is a folder's name. */
export const EVALUATION_TASKS = ['bounce', 'classify', 'reply', 'parse', 'thread'] as const;
export type EvaluationTask = (typeof EVALUATION_TASKS)[number];
