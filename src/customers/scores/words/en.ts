/** The words of scores: ICU messages. Every key stands in every language; the type sees to it. */
export const EN = {
  labels: {
    stage: 'Stage',
    rfm: 'Group',
    buying: 'Buying',
    writing: 'Writing',
    nextPurchase: 'Next purchase',
    value: 'Next twelve months',
    alive: 'Still a customer',
    latePayment: 'Late payment',
    channel: 'Best way to reach them',
    hour: 'Best hour',
    theirAnswers: 'Their answers',
    ourAnswers: 'Our answers',
  },
  stages: {
    exploration: 'Exploration',
    awareness: 'Awareness',
    expansion: 'Expansion',
    commitment: 'Commitment',
    dissolution: 'Dissolution',
  },
  reasons: {
    'ended-by-us': 'ended by us',
    fraud: 'fraud',
    'went-to-competitor': 'went to a competitor',
    dissatisfied: 'dissatisfied',
    unknown: 'reason unknown',
  },
  groups: {
    champions: 'Champions',
    loyal: 'Loyal',
    promising: 'Promising',
    new: 'New',
    'needs-attention': 'Needs attention',
    cooling: 'Cooling down',
    'at-risk': 'At risk',
    'cannot-lose': 'Cannot lose them',
    hibernating: 'Hibernating',
    lost: 'Lost',
  },
  channels: {
    email: 'e-mail',
    phone: 'telephone',
    text: 'text message',
    meeting: 'meeting',
    social: 'social network',
    web: 'web site',
  },
  rules: {
    'first-contact': 'first contact; nothing bought yet',
    exchange: '{mails, plural, one {# mail} other {# mails}} and answers; nothing bought yet',
    'one-purchase': 'bought once',
    purchases:
      'bought {purchases, plural, one {once} other {# times}} in {days, plural, one {# day} other {# days}}',
    'long-standing':
      'bought {purchases, plural, one {once} other {# times}} over {days, plural, one {# day} other {# days}}',
    back: 'came back after all seemed over; bought {purchases, plural, one {once} other {# times}} in all',
    'silent-rhythm':
      'a sign of life every {everyDays, plural, one {day} other {# days}} on average; none for {days, plural, one {# day} other {# days}}',
    silent: 'no sign of life for {days, plural, one {# day} other {# days}}',
    lost: 'business was lost',
    lostTo: 'business was lost to {competitor}',
    ended: 'somebody of ours marked it so',
  },
  silence: '{share} likely to have stopped',
  buysEvery:
    'buys every {everyDays, plural, one {day} other {# days}} on average; {days, plural, =0 {today} one {# day} other {# days}} since the last time',
  writesEvery:
    'writes every {everyDays, plural, one {day} other {# days}} on average; {days, plural, =0 {today} one {# day} other {# days}} since the last time',
  rfmWhy:
    'last purchase {days, plural, =0 {today} one {# day ago} other {# days ago}}, {purchases, plural, one {# purchase} other {# purchases}}, {amount}: {recency}, {frequency} and {monetary} of 5',
  rfmNoMoney:
    'last purchase {days, plural, =0 {today} one {# day ago} other {# days ago}}, {purchases, plural, one {# purchase} other {# purchases}}, {amount}: {recency} and {frequency} of 5; too few buy in this currency to compare amounts',
  otherCurrencies: 'besides {amounts}, which is not counted here',
  nextWhy: 'buys every {everyDays, plural, one {day} other {# days}} on average',
  overdue: 'expected {date}, overdue',
  expected: '{purchases, plural, one {# purchase} other {# purchases}}',
  expectedWith: '{purchases, plural, one {# purchase} other {# purchases}}, {amount}',
  valueWhy: 'from their purchases and those of all customers',
  tooLittle: 'too little data',
  lateWhy:
    '{late} of {due} on credit {due, plural, one {was} other {were}} late, usually by {lateDays, plural, one {# day} other {# days}}',
  neverLate: '{due, plural, one {the only one on credit was} other {all # on credit were}} paid in time',
  notDueYet: 'nothing on credit came due yet; as with other customers',
  overdueNow: '{overdue} overdue now',
  stated: 'as was stated',
  channelWhy: '{times} of {of} times in a year',
  hourWhy: '{times} of {of} times came around then, on the clock of {zone}',
  answerWhy: '{answers, plural, one {the only answer so far} other {half of # answers came sooner}}',
  minutes: '{number, plural, one {# minute} other {# minutes}}',
  hours: '{number, plural, one {# hour} other {# hours}}',
  days: '{number, plural, one {# day} other {# days}}',
  stageSince: '{stage}, since {date}',
  and: '{one}; {other}',
};

/** The same keys, other texts. */
type Texts<T> = { [Key in keyof T]: T[Key] extends string ? string : Texts<T[Key]> };
export type ScoreWords = Texts<typeof EN>;
