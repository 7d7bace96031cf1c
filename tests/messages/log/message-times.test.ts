import { describe, expect, it } from 'vitest';
import { messageTimes } from '../../../src/messages/log/message-times.ts';

const NOW = new Date('2025-03-01T10:00:00Z');
const RECEIVED = new Date('2025-02-28T10:00:00Z');
const sent = (date: string | null, received = RECEIVED) =>
  messageTimes(date === null ? null : new Date(date), received, NOW).sentAt.toISOString();

describe('messageTimes', () => {
  it('keeps a believable Date, also one years before a move to another server', () => {
    expect(sent('2025-02-28T09:58:00Z')).toBe('2025-02-28T09:58:00.000Z');
    expect(sent('2009-05-01T00:00:00Z')).toBe('2009-05-01T00:00:00.000Z');
  });

  it.each([null, '1970-01-01T00:00:00Z', '2099-01-01T00:00:00Z'])(
    'takes the time of arrival for %s',
    (date) => {
      expect(sent(date)).toBe(RECEIVED.toISOString());
    },
  );

  it('does not believe an INTERNALDATE without a clock either', () => {
    const date = new Date('2024-06-01T00:00:00Z');
    expect(messageTimes(date, new Date(0), NOW)).toEqual({ sentAt: date, receivedAt: date });
    expect(messageTimes(null, new Date('2099-01-01'), NOW)).toEqual({ sentAt: NOW, receivedAt: NOW });
  });
});
