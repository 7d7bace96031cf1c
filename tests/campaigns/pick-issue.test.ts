import { describe, expect, it } from 'vitest';
import { pickIssue } from '../../src/campaigns/pick-issue.ts';

const issues = [
  { slug: 'long-nights', date: '2026-12-07' },
  { slug: '2026-11', date: '2026-11-01' },
  { slug: 'autumn-ovens', date: '2026-10-05' },
];
const FIRST_OF_NOVEMBER = '2026-11-01T10:00 Europe/Berlin';

describe('pickIssue', () => {
  it('takes the newest that was not sent and whose day has come', () => {
    expect(pickIssue('newest', issues, [], FIRST_OF_NOVEMBER)).toBe('2026-11');
    expect(pickIssue('newest', issues, ['2026-11'], FIRST_OF_NOVEMBER)).toBe('autumn-ovens');
    expect(pickIssue('newest', issues, [], '2027-01-01T10:00 Europe/Berlin')).toBe('long-nights');
  });

  it('sends nothing when all that has come was sent', () => {
    expect(pickIssue('newest', issues, ['2026-11', 'autumn-ovens'], FIRST_OF_NOVEMBER)).toBeUndefined();
  });

  it('takes the one named after the month, once', () => {
    expect(pickIssue('by-month', issues, [], FIRST_OF_NOVEMBER)).toBe('2026-11');
    expect(pickIssue('by-month', issues, ['2026-11'], FIRST_OF_NOVEMBER)).toBeUndefined();
    expect(pickIssue('by-month', issues, [], '2026-12-01T10:00 Europe/Berlin')).toBeUndefined();
  });
});
