import { z } from 'zod';
import { identifyPeople } from '../customers/identify/identify-people.ts';
import { lockCustomers } from '../customers/match/customers-lock.ts';
import { requireAddress } from '../customers/record/addresses.ts';
import { recordChanges } from '../customers/record/edits.ts';
import { CONTACT_KINDS } from '../customers/record/fields.ts';
import { readValue } from '../customers/record/read-value.ts';
import { setByPerson } from '../customers/record/set-by-person.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { editRecord } from './edit-record.ts';
import { operation } from './operation.ts';

/** A contact by hand, by address or phone; somebody who is known already is refused. */
export const contactAdd = operation(
  'contact-add',
  z
    .strictObject({
      email: z.string().optional(),
      phone: z.string().optional(),
      name: z.string().max(200).optional(),
      kind: z.enum(CONTACT_KINDS).default('customer'),
      by: z.string().trim().min(1).max(100).optional(),
    })
    .refine(({ email, phone }) => email !== undefined || phone !== undefined, {
      error: 'a contact needs an e-mail address or a phone',
    }),
  (workspace, { email, phone, name, kind, by }, actor) =>
    editRecord(
      workspace,
      { kind: 'add', title: 'added a contact', actor: by ?? actor },
      async (tx, context) => {
        if (email !== undefined) requireAddress(email);
        const number =
          phone === undefined ? undefined : await readValue(tx, 'phone', phone, { country: context.country });
        await lockCustomers(tx);
        const [found] = await identifyPeople(
          tx,
          [
            {
              source: 'person',
              sourceRef: context.actor,
              kind,
              ...(email === undefined ? {} : { email }),
              ...(name === undefined ? {} : { name }),
              ...(number === undefined ? {} : { phone: number.value }),
            },
          ],
          context.rules,
          context.now,
        );
        if (!found || 'refused' in found)
          throw new WafaError(`cannot be added: ${found?.refused ?? 'nobody named'}`, {
            exitCode: ExitCode.usage,
          });
        const { contactId } = found;
        if (!found.created)
          throw new WafaError(`${email ?? phone} is known already`, {
            hint: `npx wafa contacts show ${email ?? contactId}`,
            exitCode: ExitCode.usage,
          });
        const { name: given } = await tx
          .selectFrom('contacts')
          .select('name')
          .where('id', '=', contactId)
          .executeTakeFirstOrThrow();
        await recordChanges(tx, context.editId, [
          {
            contactId,
            what: 'contact',
            before: null,
            after: { id: contactId },
            was: null,
            became: given,
            source: 'person',
            sourceRef: context.actor,
          },
        ]);
        const said = { contactId, actor: context.actor, editId: context.editId, now: context.now };
        if (name !== undefined) await setByPerson(tx, { ...said, field: 'name', value: given });
        if (number !== undefined) await setByPerson(tx, { ...said, ...number });
        return { id: contactId, name: given };
      },
    ),
);
