import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadAutomations } from '../../src/automations/load-automations.ts';
import { configSchema } from '../../src/config/schema.ts';
import { demoConfig } from '../../src/demo/demo-config.ts';
import { nextMoment } from '../../src/demo/moments.ts';

const automations = await loadAutomations(path.resolve(import.meta.dirname, '../../config/automations'));
const config = configSchema.parse(
  demoConfig({
    imapPort: 1,
    smtpPort: 2,
    folder: '/tmp/x',
    webPort: 0,
    automationsFolder: '/tmp/y',
    templatesFolder: '/tmp/z',
  }),
);
const after = (from: string, mornings = false) => {
  const { at, newsletter, digest } = nextMoment({ automations, config }, new Date(from), { mornings });
  return [at.toISOString(), ...(newsletter ? ['newsletter'] : []), ...(digest ? ['digest'] : [])];
};

describe('the next moment', () => {
  it('is Monday 08:00 or the first of the month at 10:00, in Vienna, whatever day it is', () => {
    expect(after('2026-11-22T15:00:00Z')).toEqual(['2026-11-23T07:00:00.000Z', 'digest']);
    expect(after('2026-11-23T07:00:00Z')).toEqual(['2026-11-30T07:00:00.000Z', 'digest']);
    expect(after('2026-11-30T07:00:01Z')).toEqual(['2026-12-01T09:00:00.000Z', 'newsletter']);
    expect(after('2027-03-28T00:30:00Z')).toEqual(['2027-03-29T06:00:00.000Z', 'digest']);
  });

  it('is every morning while somebody is waited for', () => {
    expect(after('2026-11-24T15:00:00Z', true)).toEqual(['2026-11-25T06:00:00.000Z']);
    expect(after('2026-12-01T06:00:00Z', true)).toEqual(['2026-12-01T09:00:00.000Z', 'newsletter']);
  });
});
