import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newId } from '../../src/lib/ids.ts';
import { fromBase32, toBase32 } from '../../src/outbox/base32.ts';
import { isOwnMail, loopToken } from '../../src/outbox/loop-token.ts';
import { ownMessageId, readOwnMessageId } from '../../src/outbox/message-id.ts';
import {
  findUnsubscribeToken,
  readUnsubscribeToken,
  unsubscribeLinks,
  unsubscribeToken,
} from '../../src/outbox/unsubscribe-link.ts';
import { readVerp, verifyVerp, verpAddress } from '../../src/outbox/verp.ts';
import { KEY, NOON } from './outbox-fixture.ts';

const bakery = newId();
const workshop = newId();
const subject = { businessId: bakery, emailId: newId(), recipient: 'leila@customers.example' };
const DAY = 86_400_000;

describe('base32', () => {
  it('gives back every sequence of bytes, in any case', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(fromBase32(toBase32(bytes).toUpperCase())).toEqual(Buffer.from(bytes));
      }),
    );
    expect(fromBase32('a1')).toBeUndefined();
  });
});

describe('VERP', () => {
  const address = verpAddress(KEY, 'maryam@bakery.example', subject, NOON) ?? '';

  it('binds mail, business, recipient and time, and survives a change of case', () => {
    const parts = readVerp(address.toUpperCase());
    if (!parts) throw new Error(`${address} was not read`);
    expect(parts.lowestId <= subject.emailId && subject.emailId <= parts.highestId).toBe(true);
    expect(verifyVerp(KEY, parts, subject, NOON)).toBe(true);
    expect(verifyVerp(KEY, parts, subject, new Date(NOON.getTime() + 40 * DAY))).toBe(true);
    expect(verifyVerp(KEY, parts, subject, new Date(NOON.getTime() + 50 * DAY))).toBe(false);
    expect(verifyVerp('another key', parts, subject, NOON)).toBe(false);
    expect(verifyVerp(KEY, parts, { ...subject, businessId: workshop }, NOON)).toBe(false);
    expect(verifyVerp(KEY, parts, { ...subject, recipient: 'omar@customers.example' }, NOON)).toBe(false);
    expect(verifyVerp(KEY, parts, { ...subject, emailId: newId() }, NOON)).toBe(false);
  });

  it('does not verify after any change of one character', () => {
    const begin = address.indexOf('+b-') + 3;
    const end = address.indexOf('@');
    for (let at = begin; at < end; at++) {
      const forged = `${address.slice(0, at)}${address[at] === 'a' ? 'b' : 'a'}${address.slice(at + 1)}`;
      const parts = readVerp(forged);
      const inRange = parts && parts.lowestId <= subject.emailId && subject.emailId <= parts.highestId;
      expect(inRange === true && verifyVerp(KEY, parts, subject, NOON)).toBe(false);
    }
  });

  it('fits 64 octets or is not made', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), (length) => {
        const made = verpAddress(KEY, `${'m'.repeat(length)}@bakery.example`, subject, NOON);
        expect(made === undefined).toBe(length > 26);
        expect(Buffer.byteLength(made?.split('@')[0] ?? '')).toBeLessThanOrEqual(64);
      }),
    );
    expect(readVerp('maryam@bakery.example')).toBeUndefined();
    expect(readVerp('maryam+b-short@bakery.example')).toBeUndefined();
  });
});

describe('unsubscribe links', () => {
  it('carry a token that stands for one mail of one business', () => {
    const token = unsubscribeToken(KEY, subject);
    expect(readUnsubscribeToken(KEY, token)).toEqual({ businessId: bakery, emailId: subject.emailId });
    expect(readUnsubscribeToken('another key', token)).toBeUndefined();
    expect(
      readUnsubscribeToken(
        KEY,
        token.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
      ),
    ).toBeUndefined();
    const swapped =
      unsubscribeToken(KEY, { ...subject, businessId: workshop }).slice(0, 64) + token.slice(64);
    expect(readUnsubscribeToken(KEY, swapped)).toBeUndefined();
  });

  it('come as https where the web server is public, as mailto always', () => {
    const links = unsubscribeLinks(KEY, subject, {
      publicUrl: 'https://mail.bakery.example/',
      mailbox: 'maryam@bakery.example',
    });
    expect(links.url).toBe(`https://mail.bakery.example/u/${unsubscribeToken(KEY, subject)}`);
    expect(links.visible).toBe(links.url);
    const subjectLine = new URL(links.mailto).searchParams.get('subject') ?? '';
    expect(findUnsubscribeToken(KEY, `Re: ${subjectLine}`)?.emailId).toBe(subject.emailId);
    expect(findUnsubscribeToken(KEY, `unsubscribe ${'0'.repeat(84)}`)).toBeUndefined();
    const local = unsubscribeLinks(KEY, subject, { publicUrl: '', mailbox: 'maryam@bakery.example' });
    expect(local.url).toBeUndefined();
    expect(local.visible).toBe(local.mailto);
  });
});

describe('own mail', () => {
  const messageId = ownMessageId(KEY, bakery, subject.emailId, 'bakery.example');

  it('is known by its Message-ID, in brackets or not, and by nobody else', () => {
    expect(readOwnMessageId(KEY, bakery, `<${messageId}>`)).toBe(subject.emailId);
    expect(readOwnMessageId(KEY, workshop, messageId)).toBeUndefined();
    expect(readOwnMessageId(KEY, bakery, `${newId()}.${messageId.slice(37)}`)).toBeUndefined();
  });

  it('is known by its loop header where a server has changed nothing else', () => {
    expect(isOwnMail(KEY, bakery, { messageId, loopHeader: null })).toBe(true);
    const other = 'order-17@bakery.example';
    expect(isOwnMail(KEY, bakery, { messageId: other, loopHeader: loopToken(KEY, bakery, other) })).toBe(
      true,
    );
    expect(
      isOwnMail(KEY, bakery, {
        messageId: 'reply@customers.example',
        loopHeader: loopToken(KEY, bakery, other),
      }),
    ).toBe(false);
    expect(isOwnMail(KEY, bakery, { messageId: null, loopHeader: 'anything' })).toBe(false);
  });
});
