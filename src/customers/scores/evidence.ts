import type { AnswerChannel, ChannelAnswers } from './answers.ts';
import type { BestChannel, BestHour } from './best-contact.ts';
import type { StageEvidence } from './stage.ts';

/** What the scores of a contact rest on, as it is kept in `scores.evidence`: numbers, for sentences in any language. */
export interface ScoreEvidence {
  stage?: StageEvidence;
  purchases?: SilenceEvidence;
  mail?: SilenceEvidence;
  rfm?: { lastAt: number; purchases: number };
  /** Minor units; they are in no sum and no fifth. */
  otherCurrencies?: Record<string, number>;
  next?: { everyDays: number; gaps: number };
  late?: PaymentEvidence;
  channel?: BestChannel;
  hour?: BestHour;
  answers?: Partial<Record<AnswerChannel, ChannelAnswers>>;
  /** Why nothing is expected, or not all. */
  value?: string;
}

export interface SilenceEvidence {
  everyDays: number;
  gaps: number;
  /** Epoch milliseconds. */
  since: number;
  /** When it was computed. */
  days: number;
}

export interface PaymentEvidence {
  /** Of so many that came due ... */
  due: number;
  /** ... so many were paid late, or are late now. */
  late: number;
  overdue: number;
  /** Median days of the late ones. */
  lateDays: number | null;
}
