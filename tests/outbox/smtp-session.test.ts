import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Envelope, Outcome, Session } from '../../src/outbox/mail-sender.ts';
import { poolSender } from '../../src/outbox/sender-pool.ts';
import { replyReader } from '../../src/outbox/smtp-replies.ts';
import { wireFormOf } from '../../src/outbox/wire-form.ts';
import type { SmtpScript } from '../support/smtp-script.ts';
import { type ScriptedSmtp, SMTP_FAULTS, startScriptedSmtp } from '../support/smtp-scripted.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { senderTo } from './outbox-fixture.ts';

let server: ScriptedSmtp | undefined;
afterEach(() => server?.stop());

const yes = () => Promise.resolve(true);

function mailTo(who: string): Envelope {
  return {
    envelopeFrom: 'maryam@bakery.example',
    recipient: `${who}@customers.example`,
    bytes: Buffer.from(
      `From: maryam@bakery.example\r\nMessage-ID: <${who}@bakery.example>\r\n\r\nDear ${who}\r\n`,
    ),
  };
}

/** Hands all over through one session, each announced while the one before it is on its way. */
async function handAll(session: Session, mails: readonly Envelope[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [at, mail] of mails.entries())
    outcomes.push(await session.transmit({ ...mail, fence: yes, next: () => mails[at + 1] }));
  return outcomes;
}

describe('mail after mail over one session', () => {
  const mails = ['leila', 'omar', 'zahra', 'karim'].map(mailTo);

  it('takes one round trip each once it runs, where the server takes commands together', async () => {
    server = await startScriptedSmtp();
    const line = await startTcpProxy(server.port, { roundTripMs: 60 });
    const session = await senderTo({ host: '127.0.0.1', port: line.port }).open();
    const [first, ...others] = mails;
    await session.transmit({ ...(first ?? mailTo('nobody')), fence: yes, next: () => others[0] });
    const began = performance.now();
    const outcomes = await handAll(session, others);
    const roundTrips = (performance.now() - began) / 60;
    session.close();
    await line.stop();
    expect(outcomes.map(({ kind }) => kind)).toEqual(['sent', 'sent', 'sent']);
    expect([...server.copies().values()]).toEqual([1, 1, 1, 1]);
    // Three mails in three round trips; four each without. The rest is for a busy machine.
    expect(roundTrips).toBeLessThan(6);
  });

  it('goes command by command where it does not', async () => {
    server = await startScriptedSmtp({ extensions: ['SIZE 1000000'] });
    const session = await senderTo(server).open();
    expect((await handAll(session, mails)).map(({ kind }) => kind)).toEqual(['sent', 'sent', 'sent', 'sent']);
    expect(session.isUsable()).toBe(true);
    session.close();
  });

  it('never sends what was announced and then not handed over', async () => {
    server = await startScriptedSmtp();
    const session = await senderTo(server).open();
    const [leila = mailTo(''), omar = mailTo(''), zahra = mailTo('')] = mails;
    expect(await session.transmit({ ...leila, fence: yes, next: () => omar })).toMatchObject({
      kind: 'sent',
    });
    expect(await session.transmit({ ...zahra, fence: yes })).toMatchObject({ kind: 'retry' });
    expect(session.isUsable()).toBe(false);
    expect([...server.copies().keys()]).toEqual(['<leila@bakery.example>']);
  });

  it('holds a reply to its own mail, whatever becomes of the one before or after it', async () => {
    const faults = Object.values(SMTP_FAULTS).filter(({ at }) =>
      ['mail', 'rcpt', 'data', 'body', 'dot'].includes(at),
    );
    for (const fault of faults) {
      if (fault === SMTP_FAULTS.silentAfterDot) continue;
      const script: SmtpScript = ({ stage, transaction }) =>
        transaction === 2 && stage === fault.at ? fault.action : undefined;
      server = await startScriptedSmtp({ script });
      const session = await senderTo(server).open();
      const outcomes = await handAll(session, mails);
      session.close();
      const accepted = server.copies();
      for (const [at, outcome] of outcomes.entries()) {
        const copies = accepted.get(`<${mails[at]?.recipient.split('@')[0]}@bakery.example>`) ?? 0;
        const fits = copies === 1 ? ['sent', 'uncertain'] : ['retry', 'rejected', 'uncertain'];
        expect({ fault, at, kind: outcome.kind, fits }).toMatchObject({
          kind: expect.toBeOneOf(fits) as unknown,
        });
      }
      expect(outcomes[0]?.kind).toBe('sent');
      await server.stop();
    }
  });

  it('goes on over a new connection when the server has had enough of this one', async () => {
    const text = '421 4.7.0 Too many mails on this connection';
    server = await startScriptedSmtp({
      script: ({ stage, transaction }) =>
        stage === 'mail' && transaction > 2 ? { kind: 'reply', text, hangUp: 'drop' } : undefined,
    });
    const pool = poolSender(senderTo(server));
    const session = await pool.open();
    const outcomes = await handAll(session, mails);
    session.close();
    pool.stop();
    expect(outcomes.map(({ kind }) => kind)).toEqual(['sent', 'sent', 'sent', 'sent']);
    expect(server.connections()).toBe(2);
  });

  it('refuses an address that would be a second command', async () => {
    server = await startScriptedSmtp();
    const session = await senderTo(server).open();
    const recipient = 'leila@customers.example>\r\nRCPT TO:<omar@customers.example';
    const outcome = await session.transmit({ ...mailTo('leila'), recipient, fence: yes });
    expect(outcome).toMatchObject({ kind: 'rejected', reply: { enhanced: '5.1.3' } });
    session.close();
    expect(server.received()).toEqual([]);
  });
});

describe('replyReader', () => {
  it('reads the same replies however the bytes are cut', () => {
    const text = '250-first\r\n250-second\r\n250 2.0.0 third\r\n354\r\n550 5.1.1 Nicht möglich\r\n';
    const whole = replyReader()(Buffer.from(text));
    expect(whole.replies.map(({ code }) => code)).toEqual([250, 354, 550]);
    expect(whole.replies[2]).toEqual({ code: 550, enhanced: '5.1.1', text: '550 5.1.1 Nicht möglich' });
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 }), (cuts) => {
        const read = replyReader();
        const bytes = Buffer.from(text);
        const replies = [];
        for (let at = 0, cut = 0; at < bytes.length; cut++) {
          const length = cuts[cut % cuts.length] ?? 1;
          replies.push(...read(bytes.subarray(at, at + length)).replies);
          at += length;
        }
        expect(replies).toEqual(whole.replies);
      }),
    );
  });

  it('takes nothing for a reply that is none', () => {
    for (const text of ['hello\r\n', '25\r\n', '2500 x\r\n', '250-one\r\n251 two\r\n', '650 x\r\n', '\r\n'])
      expect(replyReader()(Buffer.from(text))).toMatchObject({
        replies: [],
        broken: expect.any(String) as unknown,
      });
    expect(replyReader()(Buffer.from('250 half'))).toEqual({ replies: [], broken: undefined });
    expect(replyReader(100)(Buffer.from(`250-${'x'.repeat(200)}`)).broken).toContain('without an end');
  });
});

describe('wireFormOf', () => {
  it('copies nothing that is in the form already', () => {
    const { bytes } = mailTo('leila');
    expect(wireFormOf(bytes)).toEqual({ bytes, hasHighBytes: false });
    expect(wireFormOf(bytes).bytes).toBe(bytes);
  });

  it('lets no text end the mail, and the receiver reads what was meant', () => {
    const pieces = fc.constantFrom('.', '\r', '\n', '\r\n', '\r\n.\r\n', '\n.\n', '\r.\r', 'a', '..', 'é');
    fc.assert(
      fc.property(fc.array(pieces, { minLength: 1, maxLength: 30 }), (parts) => {
        const mail = parts.join('');
        const wire = wireFormOf(Buffer.from(mail)).bytes.toString();
        const lines = wire.split('\r\n');
        expect(lines.at(-1)).toBe('');
        expect(lines.join('')).not.toMatch(/[\r\n]/);
        expect(lines).not.toContain('.');
        const read = lines.map((line) => line.replace(/^\./, '')).join('\r\n');
        const meant = mail.split(/\r\n|\r|\n/).join('\r\n');
        expect(read).toBe(meant.endsWith('\r\n') ? meant : `${meant}\r\n`);
      }),
    );
  });
});
