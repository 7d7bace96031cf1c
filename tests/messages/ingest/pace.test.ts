import { describe, expect, it } from 'vitest';
import { createFetchPace } from '../../../src/messages/ingest/pace.ts';

const LIMITS = { batchMessages: 500, batchBytes: 16_000_000, maxMessageBytes: 50_000_000 };

describe('createFetchPace', () => {
  it('begins with all that is allowed, and never goes beyond', () => {
    const pace = createFetchPace();
    expect(pace.within(LIMITS)).toEqual(LIMITS);
    pace.took(10);
    expect(pace.within(LIMITS)).toEqual(LIMITS);
  });

  it('asks for less of a slow server, for more again of a quick one, and stays where it is fair', () => {
    const pace = createFetchPace();
    pace.took(20_000);
    pace.took(20_000);
    expect(pace.within(LIMITS)).toMatchObject({ batchMessages: 125, batchBytes: 4_000_000 });
    pace.took(5000);
    expect(pace.within(LIMITS).batchMessages).toBe(125);
    pace.took(100);
    expect(pace.within(LIMITS).batchMessages).toBe(250);
  });

  it('asks for less after a refusal, but always for something', () => {
    const pace = createFetchPace();
    for (let time = 0; time < 50; time++) pace.refused();
    expect(pace.within(LIMITS)).toMatchObject({ batchMessages: 7, batchBytes: 250_000 });
    expect(pace.within({ ...LIMITS, batchMessages: 3 }).batchMessages).toBe(1);
    expect(pace.within(LIMITS).maxMessageBytes).toBe(50_000_000);
  });
});
