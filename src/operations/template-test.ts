import { z } from 'zod';
import { writeTestMail } from '../automations/write-test-mail.ts';
import { audit } from '../businesses/audit.ts';
import type { Config } from '../config/schema.ts';
import { inBusiness } from '../database/in-business.ts';
import { canonicalAddress, type MailAddress } from '../lib/email-address.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { LOCALES } from '../lib/locale.ts';
import { nearestName } from '../lib/nearest.ts';
import { mailSettings } from '../schedule/mail-settings.ts';
import { registerMailboxes } from '../schedule/senders.ts';
import { operation } from './operation.ts';

/**
 * Sends a mail with its example values to one of the business's own people: a customer must never get a made-up order,
 * so nobody else may be named.
 */
export const templateTest = operation(
  'template-test',
  z.strictObject({ name: z.string(), to: z.string(), locale: z.enum(LOCALES).optional() }),
  async (workspace, { name, to, locale }, actor) => {
    const { db, businessId, clock, config, templates } = workspace;
    const template = templates.get(name);
    if (!template) {
      const near = nearestName(name, templates.keys());
      throw new WafaError(`there is no mail "${name}"`, {
        ...(near === undefined ? {} : { hint: `did you mean "${near}"?` }),
        exitCode: ExitCode.usage,
      });
    }
    const reader = ownPerson(config, to);
    const { identity } = mailSettings(workspace, await registerMailboxes(workspace));
    const now = await clock.now();
    const brand = { name: config.business.name, ...config.business.brand };
    const mail = { template, locale: locale ?? config.business.locale, to: reader, brand };
    return inBusiness(db, businessId, async (tx) => {
      const written = await writeTestMail(tx, templates, mail, identity, now);
      await audit(tx, { actor, action: 'send template test', subject: name, detail: { to: reader.address } });
      return { ...written, to: reader.address };
    });
  },
);

function ownPerson({ managers, staff, mailboxes, business }: Config, to: string): MailAddress {
  const people = [
    ...[...managers, ...staff].map(({ name, email }) => ({ name, address: email })),
    ...mailboxes.map(({ address }) => ({ name: business.name, address })),
  ];
  const wanted = canonicalAddress(to);
  const found = people.find(({ address }) => canonicalAddress(address) === wanted);
  if (found) return found;
  throw new WafaError(`${to} is none of your own people, and a test must not reach a customer`, {
    hint: `send it to ${people.map(({ address }) => address).join(' or ')}, or name the person under managers or staff`,
    exitCode: ExitCode.usage,
  });
}
