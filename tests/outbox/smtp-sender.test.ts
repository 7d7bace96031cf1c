import { readFileSync } from 'node:fs';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Outcome, SenderError } from '../../src/outbox/mail-sender.ts';
import { type SmtpSenderOptions, smtpSender } from '../../src/outbox/smtp-sender.ts';
import { makeCertificate } from '../support/certificate.ts';
import { listenOnLoopback } from '../support/network.ts';
import {
  faultFirst,
  type ScriptedSmtp,
  type ScriptedSmtpOptions,
  SMTP_FAULTS,
  startScriptedSmtp,
} from '../support/smtp-scripted.ts';
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts';

let server: ScriptedSmtp | undefined;
/** A certificate for loopback and its key, in PEM. */
let own: { cert: string; key: string };

beforeAll(() => {
  const folder = temporaryFolder('outbox-certificate');
  const files = makeCertificate(folder);
  own = { cert: readFileSync(files.certificate, 'utf8'), key: readFileSync(files.key, 'utf8') };
  removeFolder(folder);
});
afterEach(() => server?.stop());

const MAIL = Buffer.from('From: maryam@bakery.example\r\nSubject: Hello\r\n\r\nHello Leila\r\n');
const yes = () => Promise.resolve(true);

interface Attempt extends ScriptedSmtpOptions {
  security?: 'tls' | 'starttls' | 'none';
  user?: string;
  password?: string;
  sender?: SmtpSenderOptions;
}

async function send(
  attempt: Attempt,
  bytes = MAIL,
  recipient = 'leila@customers.example',
  fence = yes,
): Promise<Outcome> {
  server = await startScriptedSmtp(attempt);
  const { security = 'none', user, password } = attempt;
  const sender = smtpSender(
    {
      host: '127.0.0.1',
      port: server.port,
      security,
      ...(user ? { user } : {}),
      ...(password ? { password } : {}),
    },
    { connectTimeoutMs: 20_000, openTimeoutMs: 20_000, ...attempt.sender },
  );
  const session = await sender.open();
  const outcome = await session.transmit({ envelopeFrom: 'maryam@bakery.example', recipient, bytes, fence });
  session.close();
  return outcome;
}

const problemOf = (attempt: Attempt) =>
  send(attempt).then(
    () => 'none',
    (error: unknown) => (error as SenderError).problem,
  );

describe('encryption (O25)', () => {
  it('never talks in the clear to a server elsewhere', () => {
    expect(() => smtpSender({ host: 'mail.bakery.example', port: 25, security: 'none' })).toThrow(
      'not be encrypted',
    );
    expect(() => smtpSender({ host: '192.0.2.1', port: 25, security: 'none' })).toThrow('not be encrypted');
  });

  it('gives up when STARTTLS was stripped, breaks off, or the certificate is not trusted', async () => {
    expect(await problemOf({ security: 'starttls' })).toBe('encryption');
    const broken = {
      security: 'starttls',
      tls: true,
      script: faultFirst(SMTP_FAULTS.dropAtStartTls),
    } as const;
    expect(await problemOf(broken)).not.toBe('none');
    expect(await problemOf({ security: 'starttls', tls: true })).toBe('encryption');
    expect(await problemOf({ security: 'starttls', tls: true, sender: { ca: own.cert } })).toBe('encryption');
    expect(server?.received()).toEqual([]);
  });
});

describe('encryption by a server that is trusted', () => {
  it.each(['tls', 'starttls'] as const)('carries mail with %s, last byte and all', async (security) => {
    const received: { encrypted: boolean; mail: string }[] = [];
    const encrypted = new SMTPServer({
      ...own,
      secure: security === 'tls',
      authOptional: true,
      disableReverseLookup: true,
      onData(stream, session, done) {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          received.push({ encrypted: session.secure, mail: Buffer.concat(chunks).toString() });
          done();
        });
      },
    });
    const port = await listenOnLoopback(encrypted.server);
    const sender = smtpSender({ host: '127.0.0.1', port, security }, { ca: own.cert });
    const session = await sender.open();
    const hand = (fence: () => Promise<boolean>) =>
      session.transmit({
        envelopeFrom: 'maryam@bakery.example',
        recipient: 'leila@customers.example',
        bytes: MAIL,
        fence,
      });
    expect(await hand(yes)).toMatchObject({ kind: 'sent' });
    expect(session.isUsable()).toBe(true);
    expect(await hand(() => Promise.resolve(false))).toMatchObject({ kind: 'not-released' });
    expect(session.isUsable()).toBe(false);
    expect(received).toEqual([{ encrypted: true, mail: MAIL.toString() }]);
    await new Promise<void>((resolve) => encrypted.close(resolve));
  });
});

describe('login', () => {
  const login = { user: 'maryam', password: 'saffron' };

  it('hands over with the right password, and blames the password when it is wrong', async () => {
    expect(await send({ login, ...login })).toMatchObject({ kind: 'sent' });
    expect(await problemOf({ login, user: 'maryam', password: 'vanilla' })).toBe('login');
  });

  it('does not wait for ever for a server that says nothing', async () => {
    const silent = { at: 'ehlo', action: { kind: 'silence' } } as const;
    expect(await problemOf({ script: faultFirst(silent), sender: { openTimeoutMs: 300 } })).toBe(
      'connection',
    );
  });
});

describe('what a server cannot take (O27)', () => {
  it('is not tried', async () => {
    const big = Buffer.concat([MAIL, Buffer.alloc(2000, 'x\r\n')]);
    expect(await send({ extensions: ['SIZE 1000'] }, big)).toMatchObject({
      kind: 'rejected',
      reply: { enhanced: '5.3.4' },
    });
    const eightBit = Buffer.concat([MAIL, Buffer.from('سلام\r\n')]);
    expect(await send({ extensions: [] }, eightBit)).toMatchObject({
      kind: 'rejected',
      reply: { enhanced: '5.6.3' },
    });
    const persian = 'لیلا@customers.example';
    expect(await send({ extensions: ['8BITMIME'] }, MAIL, persian)).toMatchObject({
      kind: 'rejected',
      reply: { enhanced: '5.6.7' },
    });
    expect(server?.received()).toEqual([]);
  });

  it('is taken by a server that can, and plain mail by one that can nothing', async () => {
    expect(await send({}, MAIL, 'لیلا@customers.example')).toMatchObject({ kind: 'sent' });
    expect(server?.accepted()[0]?.to).toEqual(['لیلا@customers.example']);
    expect(await send({ extensions: [] })).toMatchObject({ kind: 'sent' });
  });
});

describe('the last byte', () => {
  it('does not leave when the fence says no, throws, or never answers', async () => {
    const no = () => Promise.resolve(false);
    const broken = () => Promise.reject(new Error('the database is gone'));
    const never = () => new Promise<boolean>(() => undefined);
    expect(await send({}, MAIL, 'leila@customers.example', no)).toMatchObject({ kind: 'not-released' });
    expect(server?.received()).toEqual([]);
    expect(await send({}, MAIL, 'leila@customers.example', broken)).toMatchObject({ kind: 'not-released' });
    expect(server?.received()).toEqual([]);
    const slow = { sender: { dialogTimeoutMs: 200 } };
    expect(await send(slow, MAIL, 'leila@customers.example', never)).toMatchObject({ kind: 'retry' });
    expect(server?.received()).toEqual([]);
  });

  it('does not leave once the server has answered before its time', async () => {
    const tooEarly = { at: 'body', action: { kind: 'reply', text: '250 2.0.0 Ok, but of what' } } as const;
    const afterAWhile = () => new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 200));
    const outcome = await send(
      { script: faultFirst(tooEarly) },
      MAIL,
      'leila@customers.example',
      afterAWhile,
    );
    expect(outcome).toMatchObject({ kind: 'retry' });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(server?.received()).toEqual([]);
  });

  it('is asked for only when the rest of a large mail is on its way', async () => {
    const large = Buffer.concat([MAIL, Buffer.alloc(5_000_000, 'A line of an attachment.\r\n')]);
    let seen = 0;
    const script = (moment: { stage: string; bytes: number }) => {
      if (moment.stage === 'body') seen = moment.bytes;
      return undefined;
    };
    let seenAtFence = 0;
    const outcome = await send(
      { script, extensions: ['SIZE 10000000'] },
      large,
      'leila@customers.example',
      () => {
        seenAtFence = seen;
        return Promise.resolve(true);
      },
    );
    expect(outcome).toMatchObject({ kind: 'sent' });
    expect(seenAtFence).toBeGreaterThan(0);
  });
});
