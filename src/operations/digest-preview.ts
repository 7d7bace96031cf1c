import { z } from 'zod';
import { inBusiness } from '../database/in-business.ts';
import { digestReaders, renderDigest } from '../digest/enqueue-digest.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { defaultCalendar } from '../lib/locale.ts';
import { operation } from './operation.ts';

/** The digest of the last whole week, as a manager would get it now; nothing is sent. */
export const digestPreview = operation(
  'digest-preview',
  z.strictObject({ to: z.string().optional() }),
  async ({ db, businessId, clock, config, templates }, { to }) => {
    const now = await clock.now();
    return inBusiness(db, businessId, async (tx) => {
      const readers = await digestReaders(tx);
      const { business } = config;
      const anyone = {
        name: business.name,
        email: '',
        locale: business.locale,
        timeZone: business.timeZone,
        calendar: business.calendar ?? defaultCalendar(business.locale),
      };
      const wanted = to ?? config.managers[0]?.email;
      const reader = readers.find(({ email }) => email === wanted) ?? (to === undefined ? anyone : undefined);
      if (!reader) {
        throw new WafaError(`${to} is no manager`, {
          hint: `managers are: ${readers.map(({ email }) => email).join(', ') || 'none yet (see managers in the configuration)'}`,
          exitCode: ExitCode.usage,
        });
      }
      const { week, mail } = await renderDigest(tx, reader, { business, templates, pageUrl: '' }, now);
      return { to: reader.email, week: week.key, subject: mail.subject, html: mail.html, text: mail.text };
    });
  },
);
