import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newId } from '../../../src/lib/ids.ts';
import { address, parsePosition, positionText } from '../../../src/web/pages/paging.ts';

/** To the microsecond, as the database writes it. */
const time = fc
  .tuple(
    fc.date({ min: new Date('1970-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
    fc.integer({ min: 0, max: 999 }),
  )
  .map(([date, micro]) => date.toISOString().replace('Z', `${String(micro).padStart(3, '0')}Z`));

describe('the place where a list goes on', () => {
  it('is the same after the way through an address', () => {
    fc.assert(
      fc.property(fc.option(time), fc.uuid(), (at, id) => {
        const path = address('/contacts', { before: positionText({ at, id }) });
        const before = new URL(path, 'http://localhost').searchParams.get('before') ?? '';
        expect(parsePosition(before)).toEqual({ at, id });
      }),
    );
  });

  it('is none when it is nonsense', () => {
    const id = newId();
    for (const text of [
      undefined,
      '',
      '_',
      id,
      `_${id}x`,
      `yesterday_${id}`,
      `2026-03-10T12:00:00Z_1`,
      `2026-02-31T12:00:00Z_${id}`,
    ])
      expect(parsePosition(text)).toBeUndefined();
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.tuple(fc.string(), fc.uuid()).map((both) => both.join('_')),
        ),
        (text) => {
          const at = parsePosition(text)?.at ?? '2026-03-10T12:00:00Z';
          expect(new Date(at).getTime()).not.toBeNaN();
        },
      ),
    );
  });
});

describe('an address with questions', () => {
  it('leaves out what is not asked, and keeps what is asked from breaking out', () => {
    expect(address('/outbox', { state: undefined, before: '' })).toBe('/outbox');
    const hostile = address('/contacts', { search: 'a&kind=lead#"><b>', kind: 'customer' });
    expect(hostile).not.toMatch(/["<>#]/);
    const asked = new URL(hostile, 'http://localhost').searchParams;
    expect([asked.get('search'), asked.getAll('kind')]).toEqual(['a&kind=lead#"><b>', ['customer']]);
  });
});
