import { z } from 'zod';
import { loadContactFacts } from '../automations/contact-facts.ts';
import { mailData } from '../automations/mail-data.ts';
import { purposeOf } from '../customers/consent/purpose.ts';
import { inBusiness } from '../database/in-business.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { LOCALES } from '../lib/locale.ts';
import { nearestName } from '../lib/nearest.ts';
import { exampleRequest } from '../rendering/example-request.ts';
import type { RenderedMail } from '../rendering/render-mail.ts';
import { mailSettings } from '../schedule/mail-settings.ts';
import { registerMailboxes } from '../schedule/senders.ts';
import { requireContact } from './find-contact.ts';
import { operation } from './operation.ts';

/** A mail as one contact would get it. */
export interface PreviewForContact {
  mail: RenderedMail;
  from: string;
  to: string;
  /** Groups of which nothing is known of this contact: they show the template's examples. */
  examples: string[];
}

/** How a mail would read for somebody: what is known of them, and examples for what is not. Writes and sends nothing. */
export const templatePreview = operation(
  'template-preview',
  z.strictObject({ name: z.string(), who: z.string(), locale: z.enum(LOCALES).optional() }),
  async (workspace, { name, who, locale: asked }): Promise<PreviewForContact> => {
    const { db, businessId, clock, config, templates } = workspace;
    const template = templates.get(name);
    if (!template) {
      const near = nearestName(name, templates.keys());
      throw new WafaError(`there is no mail "${name}"`, {
        ...(near === undefined ? {} : { hint: `did you mean "${near}"?` }),
        exitCode: ExitCode.usage,
      });
    }
    const { writer } = mailSettings(workspace, await registerMailboxes(workspace));
    const now = await clock.now();
    return inBusiness(db, businessId, async (tx) => {
      const { id } = await requireContact(tx, who);
      const facts = (await loadContactFacts(tx, [id], now)).get(id);
      if (!facts) throw new WafaError(`nothing is known of ${who}`, { exitCode: ExitCode.failed });
      const locale = asked ?? facts.locale ?? config.business.locale;
      const timeZone = facts.timeZone ?? config.business.timeZone;
      const address = facts.addresses[0] ?? { address: '', canonical: '' };
      const groups = writer.groupsOf(name);
      const known = await mailData(tx, {
        facts,
        address: address.address,
        about: { since: now },
        fixed: {},
        groups,
        automation: 'preview',
        template: name,
        occasion: `preview:${now.toISOString()}`,
        surveys: writer.surveys,
        loyalty: writer.loyalty,
        locale,
        now,
        timeZone,
      });
      const { data: examples } = exampleRequest(template, locale);
      const mail = writer.preview({
        automation: 'preview',
        template: name,
        class: template.class,
        purpose: purposeOf('', template.class),
        contactId: id,
        name: facts.name,
        ...address,
        locale,
        timeZone,
        occasion: 'preview',
        runId: null,
        campaignId: null,
        data: { ...examples, ...known },
        dueAt: now,
        expiresAt: now,
        mode: 'approve',
      });
      const missing = [...groups.keys()].filter((group) => !(group in known) && group in examples);
      return { mail, from: config.business.name, to: address.address, examples: missing };
    });
  },
);
