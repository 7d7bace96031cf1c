import { z } from 'zod';
import { type ListedAnswer, listAnswers } from '../customers/surveys/list-answers.ts';
import { surveyNamed } from '../customers/surveys/load-surveys.ts';
import { type SurveyFigures, surveyReport } from '../customers/surveys/survey-report.ts';
import { inBusiness } from '../database/in-business.ts';
import { parseDuration } from '../lib/duration.ts';
import { operation } from './operation.ts';

const MAX_LINES = 1000;
const YEAR = '1y';

/** A survey as it is listed. */
export interface ListedSurvey {
  name: string;
  kind: string;
  question: string;
  mails: readonly string[];
  /** Of the last year. */
  figures: SurveyFigures | null;
}

/** Every survey with what it came to in the last year. */
export const surveysList = operation(
  'surveys-list',
  z.strictObject({}),
  async ({ db, businessId, clock, surveys, config }): Promise<ListedSurvey[]> => {
    const since = new Date((await clock.now()).getTime() - parseDuration(YEAR));
    return inBusiness(db, businessId, async (tx) => {
      const listed: ListedSurvey[] = [];
      for (const { name, kind, question, mails } of surveys.values()) {
        const [figures = null] = await surveyReport(tx, { survey: name, since, by: 'all' });
        listed.push({ name, kind, question: question[config.business.locale], mails, figures });
      }
      return listed;
    });
  },
);

/** What a survey came to, of all or by segment or product. */
export const surveyReportOperation = operation(
  'survey-report',
  z.strictObject({
    name: z.string(),
    by: z.enum(['all', 'segment', 'product']).default('all'),
    days: z.int().min(1).max(3650).default(365),
  }),
  async ({ db, businessId, clock, surveys }, { name, by, days }): Promise<SurveyFigures[]> => {
    const survey = surveyNamed(surveys, name).name;
    const since = new Date((await clock.now()).getTime() - parseDuration(`${days}d`));
    return inBusiness(db, businessId, (tx) => surveyReport(tx, { survey, since, by }));
  },
);

/** What people answered, the newest first. */
export const surveyAnswers = operation(
  'survey-answers',
  z.strictObject({
    name: z.string(),
    atMost: z.int().min(0).max(10).optional(),
    limit: z.int().min(1).max(MAX_LINES).default(50),
  }),
  ({ db, businessId, surveys }, { name, atMost, limit }): Promise<ListedAnswer[]> => {
    const survey = surveyNamed(surveys, name).name;
    return inBusiness(db, businessId, (tx) => listAnswers(tx, { survey, atMost, limit }));
  },
);
