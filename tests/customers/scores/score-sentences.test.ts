import { describe, expect, it } from 'vitest';
import { computeScores } from '../../../src/customers/scores/compute-scores.ts';
import type { ContactFacts } from '../../../src/customers/scores/facts.ts';
import { UNKNOWN_PRIOR } from '../../../src/customers/scores/rhythm.ts';
import { SCORE_WORDS, scoreSentences } from '../../../src/customers/scores/score-sentences.ts';
import type { ContactScores } from '../../../src/customers/scores/scores-of.ts';
import { HOUR_MS } from '../../../src/lib/duration.ts';
import { LOCALES, type Locale } from '../../../src/lib/locale.ts';
import { daysAgo, knownContact, NOW, SETTINGS } from './known-contact.ts';

const thresholds = {
  recencyDays: [10, 30, 90, 200],
  frequency: [1, 2, 4, 8],
  monetary: [500, 1000, 4000, 9000],
  buyers: 100,
};
const models = {
  rfm: new Map([['EUR', thresholds]]),
  rhythms: { purchases: UNKNOWN_PRIOR, mail: UNKNOWN_PRIOR },
  values: new Map(),
  latePayment: 0.2,
  versions: '',
};

/** As `scoresOf` reads them. */
function scoresFrom(facts: ContactFacts): ContactScores {
  const found = computeScores(facts, models, SETTINGS, NOW);
  const time = (at: number | null) => (at === null ? null : new Date(at));
  return {
    computed_at: NOW,
    due_at: time(found.dueAt),
    stage: found.stage,
    stage_since: time(found.stageSince),
    stage_reason: found.stageReason,
    recency: found.recency,
    frequency: found.frequency,
    monetary: found.monetary,
    rfm_group: found.rfmGroup,
    revenue_minor: found.revenueMinor,
    currency: found.currency,
    alive_probability: 0.83,
    expected_purchases: 20.04,
    expected_revenue_minor: 9600,
    silence_purchases: found.silencePurchases,
    silence_mail: found.silenceMail,
    mail_gap_days: found.mailGapDays,
    next_purchase_at: time(found.nextPurchaseAt),
    late_payment_risk: found.latePaymentRisk,
    their_answer_minutes: found.theirAnswerMinutes,
    our_answer_minutes: found.ourAnswerMinutes,
    best_channel: found.bestChannel,
    best_hour: found.bestHour,
    evidence: found.evidence,
    stages: [],
  };
}

const leila = (() => {
  const bought = [3, 10, 17, 24, 31, 38, 45, 52, 59];
  const wrote = [41, 50, 59, 68, 77, 86];
  const facts = knownContact({ bought, wrote });
  const [first] = facts.purchases;
  if (first) Object.assign(first, { dueAt: daysAgo(50), paidAt: daysAgo(40) });
  facts.mails.push({ at: daysAgo(41) + 3 * HOUR_MS, incoming: false, thread: 'bread' });
  return facts;
})();
const sentences = (locale: Locale) =>
  Object.fromEntries(
    scoreSentences(scoresFrom(leila), { locale, timeZone: 'Europe/Vienna' }, NOW).map(
      ({ key, value, why }) => [key, [value, why]],
    ),
  );

describe('scoreSentences', () => {
  it('says each score with its reason', () => {
    expect(sentences('en')).toMatchInlineSnapshot(`
      {
        "alive": [
          "83%",
          "from their purchases and those of all customers",
        ],
        "buying": [
          "5% likely to have stopped",
          "buys every 7 days on average; 3 days since the last time",
        ],
        "channel": [
          "e-mail",
          "6 of 6 times in a year",
        ],
        "hour": [
          "13:00",
          "6 of 6 times came around then, on the clock of Europe/Vienna",
        ],
        "latePayment": [
          "36%",
          "1 of 1 on credit was late, usually by 10 days",
        ],
        "nextPurchase": [
          "5 June 2026",
          "buys every 7 days on average",
        ],
        "ourAnswers": [
          "45 days",
          "the only answer so far",
        ],
        "rfm": [
          "Champions",
          "last purchase 3 days ago, 9 purchases, €45.00: 5, 5 and 4 of 5",
        ],
        "stage": [
          "Expansion, since 10 April 2026",
          "bought 9 times in 56 days",
        ],
        "value": [
          "20 purchases, €96.00",
          "from their purchases and those of all customers",
        ],
        "writing": [
          "92% likely to have stopped",
          "writes every 9 days on average; 41 days since the last time",
        ],
      }
    `);
  });

  it('says them in Persian, with its digits and calendar', () => {
    expect(sentences('fa')).toMatchInlineSnapshot(`
      {
        "alive": [
          "۸۳٪",
          "از روی خریدهای او و همهٔ مشتریان",
        ],
        "buying": [
          "به احتمال ۵٪ دیگر ادامه نمی‌دهد",
          "به‌طور میانگین هر ۷ روز می‌خرد؛ آخرین بار ۳ روز پیش",
        ],
        "channel": [
          "نامهٔ الکترونیکی",
          "۶ از ۶ بار در یک سال",
        ],
        "hour": [
          "۱۳:۰۰",
          "۶ از ۶ بار در همین حدود بود، به وقت Europe/Vienna",
        ],
        "latePayment": [
          "۳۶٪",
          "۱ از ۱ خرید نسیه دیر پرداخت شد، معمولاً ۱۰ روز",
        ],
        "nextPurchase": [
          "۱۵ خرداد ۱۴۰۵",
          "به‌طور میانگین هر ۷ روز می‌خرد",
        ],
        "ourAnswers": [
          "۴۵ روز",
          "تنها پاسخ تاکنون",
        ],
        "rfm": [
          "برترین‌ها",
          "آخرین خرید ۳ روز پیش، ۹ خرید، ۴۵٫۰۰ یورو: ۵، ۵ و ۴ از ۵",
        ],
        "stage": [
          "گسترش، از ۲۱ فروردین ۱۴۰۵",
          "۹ بار خرید در ۵۶ روز",
        ],
        "value": [
          "۲۰ خرید، ۹۶٫۰۰ یورو",
          "از روی خریدهای او و همهٔ مشتریان",
        ],
        "writing": [
          "به احتمال ۹۲٪ دیگر ادامه نمی‌دهد",
          "به‌طور میانگین هر ۹ روز می‌نویسد؛ آخرین بار ۴۱ روز پیش",
        ],
      }
    `);
  });

  it('says them in Arabic', () => {
    expect(sentences('ar')).toMatchInlineSnapshot(`
      {
        "alive": [
          "٨٣٪؜",
          "من مشترياته ومشتريات سائر الزبائن",
        ],
        "buying": [
          "احتمال توقفه ٥٪؜",
          "يشتري كل ٧ أيام في المتوسط؛ آخر مرة قبل ٣ أيام",
        ],
        "channel": [
          "البريد الإلكتروني",
          "٦ من ٦ في سنة",
        ],
        "hour": [
          "١٣:٠٠",
          "٦ من ٦ جاءت في نحو هذا الوقت، بتوقيت Europe/Vienna",
        ],
        "latePayment": [
          "٣٦٪؜",
          "تأخر ١ من ١ على الحساب، عادة ١٠ أيام",
        ],
        "nextPurchase": [
          "٥ يونيو ٢٠٢٦",
          "يشتري كل ٧ أيام في المتوسط",
        ],
        "ourAnswers": [
          "٤٥ يومًا",
          "الرد الوحيد حتى الآن",
        ],
        "rfm": [
          "النخبة",
          "آخر شراء قبل ٣ أيام، ٩ عمليات شراء، ‏٤٥٫٠٠ €: ٥ و٥ و٤ من ٥",
        ],
        "stage": [
          "توسع، منذ ١٠ أبريل ٢٠٢٦",
          "اشترى ٩ مرات خلال ٥٦ يومًا",
        ],
        "value": [
          "٢٠ عملية شراء، ‏٩٦٫٠٠ €",
          "من مشترياته ومشتريات سائر الزبائن",
        ],
        "writing": [
          "احتمال توقفه ٩٢٪؜",
          "يكتب كل ٩ أيام في المتوسط؛ آخر مرة قبل ٤١ يومًا",
        ],
      }
    `);
  });

  it('names a competitor, and what is overdue', () => {
    const gone = knownContact({
      bought: [40, 47, 54],
      feedback: [
        {
          at: daysAgo(2),
          kind: 'lost-business',
          score: null,
          scoreOf: null,
          competitor: 'Brot & Co',
          cause: null,
          satisfied: null,
          resolvedAt: null,
        },
      ],
    });
    const [stage] = scoreSentences(scoresFrom(gone), { locale: 'en', timeZone: 'UTC' }, NOW);
    expect(stage).toEqual({
      key: 'stage',
      label: 'Stage',
      value: 'Dissolution (went to a competitor), since 30 May 2026',
      why: 'business was lost to Brot & Co',
    });
    const abroad = knownContact({ bought: [5], totals: [{ currency: 'USD', count: 1, amountMinor: 900 }] });
    const group = scoreSentences(scoresFrom(abroad), { locale: 'en', timeZone: 'UTC' }, NOW).find(
      ({ key }) => key === 'rfm',
    );
    expect(group?.why).toBe(
      'last purchase 5 days ago, 1 purchase, $9.00: 5 and 1 of 5; too few buy in this currency to compare amounts',
    );
    const late = knownContact({ bought: [30, 37, 44] });
    const next = scoreSentences(scoresFrom(late), { locale: 'en', timeZone: 'UTC' }, NOW).find(
      ({ key }) => key === 'nextPurchase',
    );
    expect(next?.value).toMatch(/^expected \d+ May 2026, overdue$/);
  });

  it('has a message for every key that can be read in every language', () => {
    const keys = (words: object, path = ''): string[] =>
      Object.entries(words).flatMap(([key, value]) =>
        typeof value === 'string' ? [`${path}${key}`] : keys(value as object, `${path}${key}.`),
      );
    for (const locale of LOCALES) expect(keys(SCORE_WORDS[locale])).toEqual(keys(SCORE_WORDS.en));
  });
});
