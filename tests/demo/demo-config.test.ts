import { expect, test } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';
import { demoConfig } from '../../src/demo/demo-config.ts';
import { isInBusinessHours } from '../../src/lib/business-hours.ts';

const config = configSchema.parse(
  demoConfig({
    imapPort: 10_143,
    smtpPort: 10_025,
    folder: '/tmp/wafa-demo',
    webPort: 0,
    automationsFolder: '/tmp/wafa-demo/automations',
    templatesFolder: '/tmp/wafa-demo/templates',
  }),
);

test('the configuration is one that Wafa accepts, with a Persian and an English manager', () => {
  expect(config.managers.map(({ locale, email }) => [locale, email])).toEqual([
    ['fa', 'maryam@bakery.example'],
    ['en', 'yusuf@bakery.example'],
  ]);
  expect(config.mailboxes[0]).toMatchObject({
    address: 'hello@bakery.example',
    imap: { host: '127.0.0.1', port: 10_143, security: 'none' },
    smtp: { host: '127.0.0.1', port: 10_025, security: 'none' },
  });
});

test('the bakery of the story is open at any hour of any day', () => {
  const { businessHours, timeZone } = config.business;
  for (let hour = 0; hour < 24 * 7; hour++) {
    const moment = new Date(Date.UTC(2026, 5, 1, hour, 30));
    expect(isInBusinessHours(moment, businessHours, timeZone)).toBe(true);
  }
});
