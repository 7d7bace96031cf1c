import { describe, expect, it, vi } from 'vitest';
import type { StoredHeader } from '../../src/database/tables.ts';
import { ownMessageId } from '../../src/outbox/message-id.ts';
import { unsubscribeToken } from '../../src/outbox/unsubscribe-link.ts';
import { verpAddress } from '../../src/outbox/verp.ts';
import type { DetectContext } from '../../src/signals/detect-context.ts';
import { detectMessage } from '../../src/signals/detect-message.ts';
import type { DetectableMessage } from '../../src/signals/detectable-message.ts';
import { matchWithin, PatternTimeout } from '../../src/signals/match-within.ts';

const BUSINESS = '01900000-0000-7000-8000-00000000000b';
const EMAIL = '01900000-0000-7000-8000-00000000000e';
const KEY = 'a key for tests';
const context: DetectContext = {
  businessId: BUSINESS,
  signingKey: KEY,
  currency: 'EUR',
  timeZone: 'Europe/Vienna',
  own: { addresses: new Set(), domains: new Set(['bakery.example']) },
  shops: new Set(['orders@shop.example']),
  learned: new Map(),
  now: new Date('2024-06-01T08:00:00Z'),
  patterns: [
    {
      name: 'web-shop',
      from: 'orders@shop.example',
      subject: '^Order #(?<orderId>\\d+) from ',
      body: [
        'Customer: (?<customerName>[^<]+) <(?<customerEmail>[^>]+)>',
        'Placed on: (?<date>\\S+ \\S+)',
        '^Total: (?<amount>[\\d.,]+) (?<currency>[A-Z]{3})',
        'Payment: (?<method>.+)',
      ],
      item: '^(?<quantity>\\d+) x (?<name>.+?) {2,}',
    },
  ],
};

type Row = Partial<DetectableMessage> & { trace?: StoredHeader[] };

const message = ({ trace = [], reading = {}, ...more }: Row): DetectableMessage => ({
  id: '01900000-0000-7000-8000-000000000001',
  contentHash: 'abc',
  threadId: '01900000-0000-7000-8000-000000000002',
  messageId: 'm1@workshop.example',
  direction: 'incoming',
  class: 'human',
  subclass: 'human',
  authenticity: 'verified',
  authenticityReason: 'dmarc=pass for workshop.example',
  arrival: 'new',
  subject: 'Re: Baklava',
  fromAddress: 'karim@workshop.example',
  sentAt: new Date('2024-05-31T10:00:00Z'),
  receivedAt: new Date('2024-05-31T10:01:00Z'),
  text: 'Two trays, please.',
  replyText: 'Two trays, please.',
  reading: { ...reading, trace },
  contactId: '01900000-0000-7000-8000-00000000000c',
  inMailbox: true,
  inSent: false,
  addresses: [{ role: 'to', name: '', address: 'maryam@bakery.example', canonical: 'maryam@bakery.example' }],
  ...more,
});
const detect = (more: Row) => detectMessage(message(more), context);

describe('our own mail', () => {
  it('causes nothing when it comes back, whatever it says', () => {
    const messageId = ownMessageId(KEY, BUSINESS, EMAIL, 'bakery.example');
    const reading = { unsubscribe: { sentence: 'unsubscribe', how: 'words' as const } };
    expect(detect({ messageId, reading })).toEqual([]);
    expect(detect({ messageId, direction: 'outgoing' })).toEqual([
      { do: 'seen', rule: 'seen', messageId, where: 'the Sent folder' },
    ]);
    expect(detect({ messageId, direction: 'outgoing', inMailbox: false })).toEqual([]);
  });

  it('is known to have arrived when somebody answers it', () => {
    const ours = ownMessageId(KEY, BUSINESS, EMAIL, 'bakery.example');
    const found = detect({ trace: [{ name: 'in-reply-to', value: `<${ours}>` }] });
    expect(found.map((one) => one.do)).toEqual(['signal', 'seen', 'answer']);
    expect(found[1]).toMatchObject({ messageId: ours, where: 'a reply' });
    // It answers the survey of that mail, if it carried one.
    expect(found[2]).toMatchObject({ reply: { emailId: EMAIL, history: false } });
  });
});

describe('replies', () => {
  it('are noticed with the sentence, at the time our server got them', () => {
    expect(detect({ replyText: '\n\n  Two trays, please.\nKarim' })).toEqual([
      expect.objectContaining({
        rule: 'reply',
        signal: expect.objectContaining({
          kind: 'reply',
          occurredAt: new Date('2024-05-31T10:01:00Z'),
          history: false,
          evidence: expect.objectContaining({ sentence: 'Two trays, please.' }) as object,
        }) as object,
      }),
    ]);
  });

  it.each<[string, Partial<DetectableMessage>]>([
    ['an automatic answer', { class: 'auto-reply', subclass: 'auto_reply' }],
    ['a list', { class: 'list', subclass: 'newsletter' }],
    ['spam', { class: 'other', subclass: 'spam' }],
    ['a stranger', { contactId: null }],
    ['a forger', { authenticity: 'failed' }],
    ['our own mail by hand', { direction: 'outgoing' }],
  ])('are not what %s writes', (_who, more) => expect(detect(more)).toEqual([]));
});

describe('unsubscribing', () => {
  const reading = { unsubscribe: { sentence: 'Please take me off your list', how: 'words' as const } };
  const rest = (more: Row) => detect({ reading, ...more }).filter(({ rule }) => rule === 'unsubscribe');

  it('by reply is honoured for an authentic sender', () => {
    expect(rest({})).toMatchObject([
      {
        do: 'suppress',
        canonical: 'karim@workshop.example',
        source: 'reply',
        signal: { kind: 'unsubscribe' },
      },
    ]);
  });

  it('goes to a person when anybody could have written it', () => {
    for (const authenticity of ['unverified', 'failed'] as const) {
      expect(rest({ authenticity })).toMatchObject([
        {
          do: 'signal',
          signal: { kind: 'unsubscribe-unverified', evidence: { sentence: 'Please take me off your list' } },
        },
      ]);
    }
  });

  it('is honoured by our token: in the subject, or quoted below the wish', () => {
    const token = unsubscribeToken(KEY, { businessId: BUSINESS, emailId: EMAIL });
    const forged = unsubscribeToken('another key', { businessId: BUSINESS, emailId: EMAIL });
    const foreign = unsubscribeToken(KEY, { businessId: EMAIL, emailId: EMAIL });
    const authenticity = 'unverified' as const;
    expect(rest({ authenticity, reading: {}, subject: `unsubscribe ${token}` })).toMatchObject([
      { do: 'unsubscribe', emailId: EMAIL, source: 'mailto' },
    ]);
    expect(rest({ authenticity, text: `Stop.\n> https://bakery.example/u/${token}` })).toMatchObject([
      { do: 'unsubscribe', emailId: EMAIL, source: 'reply' },
    ]);
    expect(
      rest({ authenticity, reading: {}, text: `Thank you!\n> https://bakery.example/u/${token}` }),
    ).toEqual([]);
    expect(rest({ authenticity, reading: {}, subject: `unsubscribe ${forged}` })).toEqual([]);
    expect(rest({ authenticity, reading: {}, subject: `unsubscribe ${foreign}` })).toEqual([]);
  });

  it('is honoured when it answers a mail of ours, which says itself that we sent it', () => {
    const answering = (businessId: string) => [
      { name: 'in-reply-to', value: `<${ownMessageId(KEY, businessId, EMAIL, 'bakery.example')}>` },
    ];
    const authenticity = 'unverified' as const;
    expect(rest({ authenticity, trace: answering(BUSINESS) })).toMatchObject([
      { do: 'unsubscribe', emailId: EMAIL, source: 'reply' },
    ]);
    expect(rest({ authenticity, trace: answering(EMAIL) })).toMatchObject([{ do: 'signal' }]);
    expect(rest({ trace: answering(BUSINESS), reading: {} })).toEqual([]);
  });

  it('from another address than our mail went to holds for both', () => {
    const token = unsubscribeToken(KEY, { businessId: BUSINESS, emailId: EMAIL });
    expect(rest({ subject: `unsubscribe ${token}` })).toMatchObject([
      { do: 'unsubscribe', emailId: EMAIL },
      { do: 'suppress', canonical: 'karim@workshop.example' },
    ]);
  });

  it('is honoured with our token though a filter calls it spam; without, a spammer asks in vain', () => {
    const spam = { class: 'other' as const, subclass: 'spam', authenticity: 'unverified' as const };
    const token = unsubscribeToken(KEY, { businessId: BUSINESS, emailId: EMAIL });
    expect(detect({ ...spam, subject: `unsubscribe ${token}` })).toMatchObject([
      { do: 'unsubscribe', emailId: EMAIL, source: 'mailto' },
    ]);
    expect(detect({ ...spam, reading })).toEqual([]);
  });

  it('found in history still counts, for it only prevents mail', () => {
    expect(rest({ arrival: 'history' })).toMatchObject([{ do: 'suppress', signal: { history: true } }]);
  });
});

describe('reports', () => {
  const recipient = {
    address: 'karim@workshop.example',
    action: 'failed' as const,
    status: '5.1.1',
    smtpCode: 550,
    reason: 'unknown_user' as const,
    kind: 'hard' as const,
    permanence: 'permanent' as const,
    diagnostic: '550 5.1.1 no such user',
  };
  const bounce = {
    class: 'bounce' as const,
    recipients: [recipient],
    kind: 'hard' as const,
    permanence: 'permanent' as const,
    status: '5.1.1',
    final: true,
    originalMessageId: null,
    source: 'dsn' as const,
  };
  const report = { class: 'bounce' as const, subclass: 'bounce', reading: { bounce }, contactId: null };

  it('are handed to the outbox with every address they came to', () => {
    const verp = verpAddress(
      KEY,
      'maryam@bakery.example',
      { businessId: BUSINESS, emailId: EMAIL, recipient: 'karim@workshop.example' },
      context.now,
    );
    const trace = [{ name: 'delivered-to', value: `<${verp}>` }];
    expect(detect({ ...report, trace })).toMatchObject([
      {
        do: 'report',
        about: 'karim@workshop.example',
        report: { kind: 'hard', status: '5.1.1', deliveredTo: [verp, 'maryam@bakery.example'] },
        signal: { kind: 'bounce' },
      },
    ]);
  });

  it('from history are only noticed, and a delay makes no signal', () => {
    expect(detect({ ...report, arrival: 'history' })).toMatchObject([
      { do: 'signal', signal: { history: true } },
    ]);
    const delay = { ...bounce, class: 'delay_notice' as const, kind: 'soft' as const };
    expect(detect({ ...report, subclass: 'delay_notice', reading: { bounce: delay } })).toMatchObject([
      { do: 'report', report: { kind: 'delay' }, signal: null },
    ]);
  });

  it('never unsubscribe or buy, whatever they say', () => {
    const unsubscribe = { sentence: 'unsubscribe', how: 'words' as const };
    expect(detect({ ...report, reading: { bounce, unsubscribe } }).map(({ rule }) => rule)).toEqual([
      'bounce',
    ]);
  });

  it('of spam end marketing only with proof; harmless ones are left alone', () => {
    const complaint = {
      feedbackType: 'abuse',
      recipients: ['karim@workshop.example'],
      originalMessageId: 'x@y',
    };
    const arf = { class: 'other' as const, subclass: 'complaint', contactId: null };
    expect(detect({ ...arf, reading: { complaint } })).toMatchObject([
      { do: 'report', report: { kind: 'complaint', originalMessageId: 'x@y' } },
    ]);
    expect(detect({ ...arf, reading: { complaint: { ...complaint, feedbackType: 'not-spam' } } })).toEqual(
      [],
    );
    expect(
      detect({ ...arf, reading: { complaint: { ...complaint, feedbackType: 'opt-out' } } }),
    ).toMatchObject([{ do: 'suppress', canonical: 'karim@workshop.example' }]);
  });
});

describe('absence', () => {
  it('is noticed with its end, and never as a reply', () => {
    const found = detect({
      class: 'auto-reply',
      subclass: 'auto_reply',
      reading: { autoReply: { kind: 'out_of_office' } },
      subject: 'پاسخ خودکار',
      text: 'من تا ۲۵ خرداد در مرخصی هستم',
      replyText: 'من تا ۲۵ خرداد در مرخصی هستم',
    });
    expect(found).toMatchObject([
      { rule: 'away', signal: { kind: 'away', evidence: { until: '2024-06-15T00:00:00.000Z' } } },
    ]);
  });

  it('for good is told apart', () => {
    const reading = { autoReply: { kind: 'left' as const } };
    expect(detect({ class: 'auto-reply', reading })).toMatchObject([{ signal: { kind: 'left' } }]);
    const acknowledgement = { autoReply: { kind: 'acknowledgement' as const } };
    expect(detect({ class: 'auto-reply', reading: acknowledgement })).toEqual([]);
  });
});

describe('order confirmations', () => {
  const order = {
    fromAddress: 'Orders@shop.example',
    class: 'other' as const,
    subclass: 'auto_generated',
    contactId: null,
    subject: 'Order #1042 from Karim Haddad',
    text: [
      'Order #1042',
      'Placed on: 2024-05-31 11:30',
      'Customer: Karim Haddad <karim@workshop.example>',
      '2 x Baklava tray                      18.00 EUR',
      '1 x Bread                              4.50 EUR',
      'Total: 22.50 EUR',
      'Payment: card',
    ].join('\n'),
  };

  it('make a purchase, with the line it was read from', () => {
    expect(detect(order)).toEqual([
      {
        do: 'purchase',
        rule: 'purchase-mail:web-shop',
        purchase: {
          dedupeKey: 'order:1042',
          email: 'karim@workshop.example',
          name: 'Karim Haddad',
          orderId: '1042',
          occurredAt: new Date('2024-05-31T09:30:00Z'),
          amountMinor: 2250,
          currency: 'EUR',
          method: 'card',
          items: [
            { name: 'Baklava tray', quantity: 2 },
            { name: 'Bread', quantity: 1 },
          ],
          source: 'mail',
          sourceRef: message({}).id,
          history: false,
          evidence: { messageId: message({}).id, sentence: 'Total: 22.50 EUR', pattern: 'web-shop' },
        },
      },
    ]);
  });

  it('that nobody vouches for make only a signal', () => {
    for (const authenticity of ['unverified', 'failed'] as const) {
      expect(detect({ ...order, authenticity })).toMatchObject([
        { do: 'signal', signal: { kind: 'purchase-unverified', evidence: { sentence: 'Total: 22.50 EUR' } } },
      ]);
    }
  });

  it('that lack what is needed are shown to a person', () => {
    const text = order.text.replace('Customer:', 'Client:');
    expect(detect({ ...order, text })).toMatchObject([
      { signal: { kind: 'purchase-unread', evidence: { problem: 'no e-mail address of the customer' } } },
    ]);
    expect(detect({ ...order, text: order.text.replace('22.50', '') })).toMatchObject([
      { signal: { kind: 'purchase-unread', evidence: { problem: 'no amount' } } },
    ]);
  });

  it('of another sender or subject make no purchase: of what may be our shop somebody must say so', () => {
    const found = detect({ ...order, fromAddress: 'orders@other.example' });
    expect(found).toMatchObject([{ do: 'signal', signal: { kind: 'shop-found' } }]);
    expect(detect({ ...order, subject: 'Your invoice' })).toEqual([]);
  });

  it('cannot stop the process by a pattern that never ends', () => {
    const started = performance.now();
    expect(() => matchWithin('(a+)+$', 'u', `${'a'.repeat(5000)}!`)).toThrow(PatternTimeout);
    expect(performance.now() - started).toBeLessThan(3000);
    expect(matchWithin('(?<n>\\d+)', 'u', 'a 12 b 7')).toEqual([
      { index: 2, groups: { n: '12' } },
      { index: 7, groups: { n: '7' } },
    ]);
  });

  it('gives a pattern more time when others had the processor, and not for ever', () => {
    const starved = vi.spyOn(process, 'threadCpuUsage').mockReturnValue({ user: 0, system: 0 });
    const started = performance.now();
    expect(() => matchWithin('(a+)+$', 'u', `${'a'.repeat(5000)}!`)).toThrow(PatternTimeout);
    expect(performance.now() - started).toBeGreaterThan(3000);
    starved.mockRestore();
  });
});
