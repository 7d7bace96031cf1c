import { describe, expect, it } from 'vitest';
import { directionOf, isOwnAddress } from '../../../src/messages/log/own-addresses.ts';
import { BAKERY } from '../../support/reading-fixture.ts';

const person = (address: string) => ({ name: '', address });
const mail = (from: string, ...to: string[]) => ({ from: person(from), to: to.map(person), cc: [], bcc: [] });
const inInbox = { folderRole: 'inbox', authenticity: 'unverified' } as const;

describe('isOwnAddress', () => {
  it('knows spellings of an address and everything below a domain, and nothing beside', () => {
    expect(isOwnAddress(BAKERY, 'Maryam+shop@BAKERY.example')).toBe(true);
    expect(isOwnAddress(BAKERY, 'robot@shop.bakery.example')).toBe(true);
    expect(isOwnAddress(BAKERY, 'karim@notbakery.example')).toBe(false);
    expect(isOwnAddress(BAKERY, 'not an address')).toBe(false);
  });
});

describe('directionOf', () => {
  it('follows From and the recipients', () => {
    expect(directionOf(mail('karim@w.example', 'maryam@bakery.example'), BAKERY, inInbox)).toBe('incoming');
    expect(directionOf(mail('maryam@bakery.example', 'karim@w.example'), BAKERY, inInbox)).toBe('outgoing');
    expect(directionOf(mail('maryam@bakery.example', 'ali@bakery.example'), BAKERY, inInbox)).toBe(
      'internal',
    );
    expect(directionOf({ ...mail('x@y.example'), from: null }, BAKERY, inInbox)).toBe('incoming');
  });

  it('takes what lies in Sent for sent, under any alias', () => {
    const found = { folderRole: 'sent', authenticity: 'unverified' } as const;
    expect(directionOf(mail('bread@gmail.com', 'karim@w.example'), BAKERY, found)).toBe('outgoing');
  });

  it('does not believe a stranger who writes under our name', () => {
    const found = { folderRole: 'inbox', authenticity: 'failed' } as const;
    expect(directionOf(mail('maryam@bakery.example', 'ali@bakery.example'), BAKERY, found)).toBe('incoming');
  });
});
