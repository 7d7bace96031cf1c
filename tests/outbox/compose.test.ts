import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { ComposeError, composeMail, type MailParts } from '../../src/outbox/compose.ts';
import { dkimSigner } from '../../src/outbox/dkim.ts';
import { dkimRecord } from '../../src/outbox/doctor/signatures.ts';
import { replaceHeaders } from '../../src/outbox/resend.ts';
import { headerOf } from '../support/mail-header.ts';

const PARTS: MailParts = {
  from: { name: "Maryam's Bakery", address: 'maryam@bakery.example' },
  to: { name: 'Leila', address: 'leila@customers.example' },
  date: new Date('2026-03-10T12:00:00Z'),
  messageId: 'order-17.abc@bakery.example',
  subject: 'Thank you',
  html: '<p>Thank you</p>',
  text: 'Thank you',
  loopToken: 'cafe',
};
const LINKS = {
  url: 'https://mail.bakery.example/u/token',
  mailto: 'mailto:maryam@bakery.example?subject=unsubscribe',
};

const headersOf = (mail: Buffer) => mail.subarray(0, mail.indexOf('\r\n\r\n')).toString('latin1');
const fieldNames = (mail: Buffer) =>
  headersOf(mail)
    .split(/\r\n(?![ \t])/)
    .map((field) => field.slice(0, field.indexOf(':')).toLowerCase());

describe('composeMail', () => {
  it('writes what a receiver and a sender need', async () => {
    const mail = await composeMail({ ...PARTS, inReplyTo: 'order-16@shop.example', unsubscribe: LINKS });
    expect(headersOf(mail).replace(/=_wafa-[^"]+/, 'BOUNDARY')).toMatchInlineSnapshot(`
      "Auto-Submitted: auto-generated
      X-Auto-Response-Suppress: All
      X-Wafa-Loop: cafe
      List-Unsubscribe: <https://mail.bakery.example/u/token>,
       <mailto:maryam@bakery.example?subject=unsubscribe>
      List-Unsubscribe-Post: List-Unsubscribe=One-Click
      From: "Maryam's Bakery" <maryam@bakery.example>
      To: Leila <leila@customers.example>
      In-Reply-To: <order-16@shop.example>
      Subject: Thank you
      Message-ID: <order-17.abc@bakery.example>
      Date: Tue, 10 Mar 2026 12:00:00 +0000
      MIME-Version: 1.0
      Content-Type: multipart/alternative;
       boundary="BOUNDARY""
    `);
    const read = await simpleParser(mail);
    expect(read.text?.trim()).toBe('Thank you');
    expect(read.html).toContain('<p>Thank you</p>');
  });

  it('announces only mailto without an https address, and nothing for transactional mail', async () => {
    const local = await composeMail({ ...PARTS, unsubscribe: { ...LINKS, url: 'http://10.0.0.1/u/token' } });
    expect(headerOf(local, 'List-Unsubscribe')).toBe(`<${LINKS.mailto}>`);
    expect(headerOf(local, 'List-Unsubscribe-Post')).toBeUndefined();
    expect(fieldNames(await composeMail(PARTS))).not.toContain('list-unsubscribe');
  });

  it.each(['سپاس از خرید شما، مریم', 'شكراً لطلبك من مخبز مريم', 'Your order №17 — شکلات'])(
    'carries the subject %s whole and 7-bit',
    async (subject) => {
      const mail = await composeMail({
        ...PARTS,
        subject,
        html: `<p dir="rtl">${subject}</p>`,
        text: subject,
      });
      // eslint-disable-next-line no-control-regex
      expect(mail.toString('latin1')).toMatch(/^[\u0000-\u007f]*$/);
      expect((await simpleParser(mail)).subject).toBe(subject);
      for (const line of mail.toString('latin1').split('\r\n')) expect(line.length).toBeLessThanOrEqual(998);
    },
  );

  it('lets no name or subject add a header, a recipient or a line (O26)', async () => {
    const plain = fieldNames(await composeMail(PARTS)).sort();
    const hostile = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc
        .array(
          fc.constantFrom(
            '\r',
            '\n',
            '\0',
            '\r\n',
            ':',
            'Bcc: eve@evil.example',
            ' ',
            '\t',
            '"',
            '<',
            '>',
            ',',
            '"a@b"@c',
          ),
          { maxLength: 12 },
        )
        .map((words) => words.join('')),
    );
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (name, subject) => {
        const mail = await composeMail({
          ...PARTS,
          from: { name, address: 'maryam@bakery.example' },
          to: { name, address: 'leila@customers.example' },
          subject,
        });
        expect(
          fieldNames(mail)
            .filter((field) => field !== 'subject')
            .sort(),
        ).toEqual(plain.filter((field) => field !== 'subject'));
        const read = await simpleParser(mail, { skipHtmlToText: true, skipTextToHtml: true });
        const to = Array.isArray(read.to) ? read.to[0] : read.to;
        expect(to?.value.map(({ address }) => address)).toEqual(['leila@customers.example']);
        expect(read.from?.value.map(({ address }) => address)).toEqual(['maryam@bakery.example']);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    '"a@b"@c.example',
    'a@b@c.example',
    'leila@customers.example\r\nBcc: eve@evil.example',
    'leila',
    '',
    'a b@c.example',
    '<leila@customers.example>',
    'leila@customers.example, eve@evil.example',
    'leila@customers.example\0',
  ])('refuses the recipient %j', async (address) => {
    await expect(composeMail({ ...PARTS, to: { name: '', address } })).rejects.toThrow(ComposeError);
  });

  it('refuses a Message-ID that would not stay one header', async () => {
    for (const messageId of ['a b@c', 'a\r\nX: y', 'a>@b', '']) {
      await expect(composeMail({ ...PARTS, messageId })).rejects.toThrow(ComposeError);
    }
  });
});

const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();

describe('dkimSigner', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const settings = { domain: 'bakery.example', selector: 'wafa', privateKey, more: [] };
  const resolver = (name: string) => {
    expect(name).toBe('wafa._domainkey.bakery.example');
    return Promise.resolve([[`v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`]]);
  };

  it('signs so that a receiver can verify, both List-Unsubscribe fields included', async () => {
    const parts = { ...PARTS, subject: 'خبرنامه', text: 'سلام', html: '<p>سلام</p>', unsubscribe: LINKS };
    const mail = await composeMail(parts, dkimSigner(settings));
    const { results } = await dkimVerify(mail, { resolver });
    expect(results.map(({ status }) => status.result)).toEqual(['pass']);
    const signed = results[0]?.signingHeaders?.keys.toLowerCase() ?? '';
    for (const field of [
      'from',
      'to',
      'subject',
      'date',
      'message-id',
      'list-unsubscribe',
      'list-unsubscribe-post',
    ]) {
      expect(signed.split(':').map((name) => name.trim())).toContain(field);
    }
    for (const [from, to] of [
      ['One-Click', 'Two-Click'],
      ['token', 'other'],
      ['Auto-Submitted: auto-generated', 'Auto-Submitted: no'],
    ] as const) {
      const forged = Buffer.from(mail.toString('latin1').replace(from, to), 'latin1');
      expect((await dkimVerify(forged, { resolver })).results[0]?.status.result).toBe('fail');
    }
  });

  it('signs with an Ed25519 key as well', async () => {
    const second = generateKeyPairSync('ed25519');
    const sign = dkimSigner({
      ...settings,
      more: [{ selector: 'wafa2', privateKey: pem(second.privateKey) }],
    });
    const mail = await composeMail({ ...PARTS, text: 'Hello', html: '<p>Hello</p>' }, sign);
    const { results } = await dkimVerify(mail, {
      resolver: (name: string) =>
        name.startsWith('wafa2.') ? Promise.resolve([[dkimRecord(second.publicKey)]]) : resolver(name),
    });
    expect(results.map(({ status, algo }) => [algo, status.result])).toEqual([
      ['rsa-sha256', 'pass'],
      ['ed25519-sha256', 'pass'],
    ]);
  });

  it('refuses a key that cannot sign', () => {
    const ed25519 = pem(generateKeyPairSync('ed25519').privateKey);
    expect(() => dkimSigner({ ...settings, privateKey: ed25519 })).toThrow('has no RSA key');
    const curve = pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
    expect(() => dkimSigner({ ...settings, privateKey: curve })).toThrow('is ec');
    expect(() => dkimSigner({ ...settings, privateKey: 'not a key' })).toThrow('not a private key');
    const short = generateKeyPairSync('rsa', { modulusLength: 512 }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    });
    expect(() => dkimSigner({ ...settings, privateKey: short.toString() })).toThrow('512 bits');
  });
});

describe('replaceHeaders', () => {
  it('changes whole fields, folded ones too, and nothing else', async () => {
    const mail = await composeMail({ ...PARTS, unsubscribe: LINKS });
    const changed = replaceHeaders(mail, {
      'message-id': 'Message-ID: <new@bakery.example>',
      'list-unsubscribe': undefined,
    });
    expect(headerOf(changed, 'Message-ID')).toBe('<new@bakery.example>');
    expect(headerOf(changed, 'List-Unsubscribe')).toBeUndefined();
    expect(headerOf(changed, 'Subject')).toBe('Thank you');
    expect(changed.subarray(changed.indexOf('\r\n\r\n'))).toEqual(mail.subarray(mail.indexOf('\r\n\r\n')));
  });
});
