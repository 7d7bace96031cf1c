import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cronTimes, isCron, nextCronTime } from '../../src/lib/cron-next.ts';
import { localDateTime } from '../../src/lib/local-time.ts';

const at = (text: string) => new Date(text);
const instants = (cron: string, zone: string, after: string, until: string) =>
  cronTimes(cron, zone, at(after), at(until)).map(({ dueAt }) => dueAt.toISOString().slice(0, 16));

describe('cronTimes', () => {
  it('is due in the zone, not in the process', () => {
    expect(instants('0 8 * * mon', 'Asia/Tehran', '2026-11-20T00:00Z', '2026-12-01T00:00Z')).toEqual([
      '2026-11-23T04:30',
      '2026-11-30T04:30',
    ]);
  });

  it('names the occasion by local date, time and zone', () => {
    expect(
      cronTimes('0 10 1 * *', 'Europe/Berlin', at('2026-11-20T00:00Z'), at('2026-12-02T00:00Z')),
    ).toEqual([{ occasion: '2026-12-01T10:00 Europe/Berlin', dueAt: at('2026-12-01T09:00Z') }]);
  });

  it('T1: a time inside the spring gap is due at the first instant after it, that day only', () => {
    expect(instants('30 2 * * *', 'Europe/Berlin', '2026-03-28T00:00Z', '2026-03-30T12:00Z')).toEqual([
      '2026-03-28T01:30',
      '2026-03-29T01:00', // 03:00 CEST
      '2026-03-30T00:30',
    ]);
  });

  it('T2: a time shown twice in autumn is due the first time only', () => {
    expect(instants('30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00Z', '2026-10-26T12:00Z')).toEqual([
      '2026-10-25T00:30', // 02:30 CEST
      '2026-10-26T01:30',
    ]);
    // Looked at between the two: not due again.
    expect(instants('30 2 * * *', 'Europe/Berlin', '2026-10-25T00:45Z', '2026-10-25T12:00Z')).toEqual([]);
  });

  it('T3: every quarter of an hour, each instant once across the gap', () => {
    expect(instants('*/15 * * * *', 'Europe/Berlin', '2026-03-29T00:30Z', '2026-03-29T01:30Z')).toEqual([
      '2026-03-29T00:45',
      '2026-03-29T01:00',
      '2026-03-29T01:15',
      '2026-03-29T01:30',
    ]);
  });

  it('skips a whole calendar day that a zone left out (Samoa, 30 December 2011)', () => {
    expect(instants('0 12 * * *', 'Pacific/Apia', '2011-12-29T00:00Z', '2011-12-31T12:00Z')).toEqual([
      '2011-12-29T22:00', // noon on the 29th
      '2011-12-30T10:00', // the first instant of the 31st, for the 30th
      '2011-12-30T22:00', // noon on the 31st
    ]);
  });

  it('finds the same occasions however often and wherever it is looked, and none twice', () => {
    const zones = fc.constantFrom(
      'Europe/Berlin',
      'America/New_York',
      'Asia/Tehran',
      'Australia/Lord_Howe',
      'UTC',
    );
    const crons = fc.constantFrom(
      '30 2 * * *',
      '*/15 * * * *',
      '0 8 * * mon',
      '15 1,2,3 * * sun',
      '0 0 1 * *',
    );
    const start = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) });
    const cuts = fc.array(fc.integer({ min: 1, max: 10 * 86_400_000 }), { maxLength: 5 });
    fc.assert(
      fc.property(crons, zones, start, cuts, (cron, zone, from, steps) => {
        const until = from + 10 * 86_400_000;
        const looks = [from, ...steps.map((step) => from + step).toSorted((a, b) => a - b), until];
        const whole = cronTimes(cron, zone, new Date(from), new Date(until));
        const pieces = looks.slice(1).flatMap((end, index) => {
          return cronTimes(cron, zone, new Date(looks[index] ?? from), new Date(end));
        });
        expect(pieces).toEqual(whole);
        expect(new Set(whole.map(({ occasion }) => occasion)).size).toBe(whole.length);
        for (const { dueAt } of whole) {
          expect(dueAt.getTime()).toBeGreaterThan(from);
          expect(dueAt.getTime()).toBeLessThanOrEqual(until);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('keeps the wall time wherever the wall shows it', () => {
    const zones = fc.constantFrom('Europe/Berlin', 'America/Sao_Paulo', 'Asia/Kolkata', 'Pacific/Kiritimati');
    fc.assert(
      fc.property(
        zones,
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 0, max: 59 }),
        (zone, hour, minute) => {
          const next = nextCronTime(`${minute} ${hour} * * *`, zone, at('2026-06-10T05:00Z'));
          const local = next && localDateTime(next.dueAt, zone);
          expect([local?.hour, local?.minute]).toEqual([hour, minute]);
        },
      ),
    );
  });
});

describe('isCron', () => {
  it.each(['0 8 * * mon', '*/15 * * * *', '0 10 1 1,7 *'])('takes %s', (cron) =>
    expect(isCron(cron)).toBe(true),
  );
  it.each(['', '0 8 * *', '* * * * * *', '61 * * * *', '0 0 31 2 *', 'every monday', '@daily'])(
    'refuses "%s"',
    (cron) => expect(isCron(cron)).toBe(false),
  );
});
