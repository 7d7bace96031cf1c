import { z } from 'zod';
import { addAddress, giveAddress, mailFirst, removeAddress } from '../customers/record/addresses.ts';
import { companyNamed } from '../customers/record/companies.ts';
import { hasMany } from '../customers/record/fields.ts';
import { addNote, MAX_NOTE, removeNote } from '../customers/record/notes.ts';
import { isOccasionDate, readOccasionDate } from '../customers/record/occasion-date.ts';
import { OCCASION_KINDS, removeOccasion, setOccasion } from '../customers/record/occasions.ts';
import { readFieldName, readValue } from '../customers/record/read-value.ts';
import { removeByPerson, setByPerson } from '../customers/record/set-by-person.ts';
import { addTag, removeTag } from '../customers/record/tags.ts';
import type { Tx } from '../database/tables.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { CALENDARS } from '../lib/locale.ts';
import { type EditContext, type EditDone, editRecord } from './edit-record.ts';
import { type FoundContact, requireContact } from './find-contact.ts';
import { operation } from './operation.ts';

/** Whom it is about, and who says so where that is not the one who asks. */
const subject = { who: z.string().min(1), by: z.string().trim().min(1).max(100).optional() };
const text = z.string().min(1).max(MAX_NOTE);

/** One value of a contact; of a field with many values it is one more. */
export const contactSet = operation(
  'contact-set',
  z.strictObject({ ...subject, field: z.string().min(1), value: text, label: z.string().max(60).optional() }),
  (workspace, { who, field: named, value, label, by }, actor) => {
    const field = readFieldName(named);
    return editContact(
      workspace,
      { who, kind: 'set', title: `set ${field}`, actor: by ?? actor },
      async (tx, contact, context) => {
        const read =
          field === 'company'
            ? await companyValue(tx, value, context)
            : await readValue(tx, field, value, { country: context.country });
        const { editId, now } = context;
        await setByPerson(tx, {
          contactId: contact.id,
          ...read,
          ...(label === undefined ? {} : { label }),
          actor: context.actor,
          editId,
          now,
        });
      },
    );
  },
);

async function companyValue(tx: Tx, text: string, context: EditContext) {
  const { id, name } = await companyNamed(tx, text, context);
  return { field: 'company', value: id, label: name };
}

/** A value that is wrong is gone, and is not found again. */
export const contactUnset = operation(
  'contact-unset',
  z.strictObject({ ...subject, field: z.string().min(1), value: text.optional() }),
  (workspace, { who, field: named, value, by }, actor) => {
    const field = readFieldName(named);
    if (hasMany(field) && value === undefined)
      throw new WafaError(`there may be several of ${field}: say which`, {
        hint: `npx wafa contacts unset ${who} ${field} VALUE`,
        exitCode: ExitCode.usage,
      });
    return editContact(
      workspace,
      { who, kind: 'unset', title: `removed ${field}`, actor: by ?? actor },
      async (tx, contact, context) => {
        const read =
          value === undefined ? undefined : await readValue(tx, field, value, { country: context.country });
        const { editId, now } = context;
        await removeByPerson(tx, {
          contactId: contact.id,
          field,
          ...(read === undefined ? {} : { value: read.value }),
          actor: context.actor,
          editId,
          now,
        });
      },
    );
  },
);

/** A note on a contact, or one taken away. */
export const contactNote = operation(
  'contact-note',
  z.strictObject({
    ...subject,
    text: text.optional(),
    remove: z.string().min(4).optional(),
    interaction: z.uuid().optional(),
  }),
  (workspace, { who, text: written, remove, interaction, by }, actor) =>
    editContact(
      workspace,
      { who, kind: 'note', title: remove === undefined ? 'noted' : 'removed a note', actor: by ?? actor },
      async (tx, contact, context) => {
        const edit = {
          contactId: contact.id,
          actor: context.actor,
          editId: context.editId,
          now: context.now,
        };
        if (remove !== undefined) await removeNote(tx, { ...edit, id: remove });
        else if (written !== undefined)
          await addNote(tx, { ...edit, text: written, interactionId: interaction });
        else throw new WafaError('a note needs a text', { exitCode: ExitCode.usage });
      },
    ),
);

/** Tags a contact, or takes tags away. */
export const contactTag = operation(
  'contact-tag',
  z.strictObject({
    ...subject,
    add: z.array(z.string()).max(50).default([]),
    remove: z.array(z.string()).max(50).default([]),
  }),
  (workspace, { who, add, remove, by }, actor) =>
    editContact(
      workspace,
      { who, kind: 'tag', title: remove.length > 0 ? 'untagged' : 'tagged', actor: by ?? actor },
      async (tx, contact, context) => {
        const edit = {
          contactId: contact.id,
          actor: context.actor,
          editId: context.editId,
          now: context.now,
        };
        for (const tag of add) await addTag(tx, { ...edit, tag });
        for (const tag of remove) await removeTag(tx, { ...edit, tag });
      },
    ),
);

/** A birthday and the like, in the calendar it is kept in; or one taken away. */
export const contactOccasion = operation(
  'contact-occasion',
  z.strictObject({
    ...subject,
    kind: z.enum(OCCASION_KINDS),
    date: z.string().optional(),
    calendar: z.enum(CALENDARS).optional(),
    label: z.string().trim().max(60).default(''),
    remove: z.boolean().default(false),
  }),
  (workspace, { who, kind, date, calendar, label, remove, by }, actor) =>
    editContact(
      workspace,
      { who, kind: 'occasion', title: remove ? `removed ${kind}` : `set ${kind}`, actor: by ?? actor },
      async (tx, contact, context) => {
        const edit = { contactId: contact.id, kind, label, actor: context.actor, editId: context.editId };
        if (remove) return removeOccasion(tx, edit, context.now);
        if (kind === 'custom' && label === '')
          throw new WafaError('an occasion of your own needs a label', {
            hint: 'add --label "opening of the shop"',
            exitCode: ExitCode.usage,
          });
        const read = date === undefined ? undefined : readOccasionDate(date, calendar);
        if (!read || !isOccasionDate(read))
          throw new WafaError(
            `not a day${calendar === undefined ? '' : ` of the ${calendar} calendar`}: ${date ?? ''}`,
            {
              hint: 'write 1990-05-14, or 05-14 when the year is not known; Jalali years are known by themselves, Hijri with --calendar islamic',
              exitCode: ExitCode.usage,
            },
          );
        return setOccasion(tx, { ...edit, ...read }, context);
      },
    ),
);

/** An address of a contact: one more, one less, the first to be mailed, or somebody else's from now on. */
export const contactAddress = operation(
  'contact-address',
  z.strictObject({
    ...subject,
    address: z.string().min(1),
    do: z.enum(['add', 'remove', 'mail-first', 'give']).default('add'),
    to: z.string().min(1).optional(),
  }),
  (workspace, { who, address, do: what, to, by }, actor) =>
    editContact(
      workspace,
      { who, kind: 'address', title: TITLES[what], actor: by ?? actor },
      async (tx, contact, context) => {
        const { editId, now } = context;
        const edit = { contactId: contact.id, address, actor: context.actor, editId, now };
        if (what === 'add') return addAddress(tx, edit, context.rules);
        if (what === 'remove') return removeAddress(tx, edit);
        if (what === 'mail-first') return mailFirst(tx, edit);
        const receiver = await requireContact(tx, to ?? '');
        return giveAddress(tx, { ...edit, toContactId: receiver.id });
      },
    ),
);

const TITLES = {
  add: 'added an address',
  remove: 'removed an address',
  'mail-first': 'chose the address that is mailed first',
  give: 'gave an address to another contact',
};

async function editContact(
  workspace: Parameters<typeof editRecord>[0],
  { who, ...edit }: { who: string; kind: string; title: string; actor: string },
  work: (tx: Tx, contact: FoundContact, context: EditContext) => Promise<unknown>,
): Promise<EditDone<FoundContact>> {
  return editRecord(workspace, edit, async (tx, context) => {
    const contact = await requireContact(tx, who);
    await work(tx, contact, context);
    return contact;
  });
}
