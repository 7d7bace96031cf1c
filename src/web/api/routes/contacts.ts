import { z } from 'zod';
import { identifyPeople } from '../../../customers/identify/identify-people.ts';
import { lockCustomers } from '../../../customers/match/customers-lock.ts';
import { companyNamed } from '../../../customers/record/companies.ts';
import { CONTACT_KINDS, hasMany } from '../../../customers/record/fields.ts';
import { knownDetails } from '../../../customers/record/known-details.ts';
import { listContacts } from '../../../customers/record/list-contacts.ts';
import { addNote, MAX_NOTE } from '../../../customers/record/notes.ts';
import { readFieldName, readValue } from '../../../customers/record/read-value.ts';
import { removeByPerson, setByPerson } from '../../../customers/record/set-by-person.ts';
import { showContact } from '../../../customers/record/show-contact.ts';
import { addTag, removeTag } from '../../../customers/record/tags.ts';
import type { Tx } from '../../../database/tables.ts';
import { canonicalAddress } from '../../../lib/email-address.ts';
import { readPhoneNumber } from '../../../lib/phone-number.ts';
import { type EditContext, editRecordIn } from '../../../operations/edit-record.ts';
import {
  byId,
  email,
  id,
  NAMES_NOBODY,
  NONE,
  namesSomebody,
  somebody,
  time,
  words,
} from '../../../operations/rows/shapes.ts';
import { peopleRulesOf } from '../../../schedule/people-rules.ts';
import { type ApiCall, route } from '../api-route.ts';
import { cursorOf, pageOf, paging, placeOf } from '../paging.ts';
import { ApiError } from '../problem.ts';

const kind = z.enum(CONTACT_KINDS);

const listed = z.object({
  id: id(),
  name: z.string(),
  kind,
  email: z.string().nullable(),
  company: z.string().nullable(),
  purchaseCount: z.int(),
  lastActivityAt: time().nullable(),
  silentSince: time().nullable(),
});

const whole = z.object({
  id: id(),
  name: z.string(),
  kind,
  emails: z.array(z.object({ address: z.string(), suppressed: z.string().nullable() })),
  company: z.object({ id: id(), name: z.string() }).nullable(),
  fields: z
    .array(
      z.object({
        field: z.string(),
        label: z.string(),
        value: z.string(),
        source: z.string(),
        confidence: z.number(),
        byPerson: z.boolean(),
      }),
    )
    .describe('What is known, each with where it is from; of a field with one value the one that holds.'),
  tags: z.array(z.string()),
  notes: z.array(z.object({ id: id(), text: z.string(), author: z.string(), at: time() })),
  segments: z.array(z.string()),
  stage: z.string().nullable(),
  purchaseCount: z.int(),
  lastPurchaseAt: time().nullable(),
  lastIncomingAt: time().nullable(),
  lastOutgoingAt: time().nullable(),
  silentSince: time().nullable(),
  createdAt: time(),
});

const fields = z
  .record(words(80), z.string().min(1).max(2000).nullable())
  .describe('By field (name, title, phone, company, locale, custom:KEY, ...); null takes the value away.');
const tags = z.array(words(60)).max(50);

/** People. */
export const CONTACT_ROUTES = [
  route({
    method: 'get',
    path: '/contacts',
    summary: 'Contacts, the most recently active first.',
    tag: 'contacts',
    params: NONE,
    query: z.strictObject({
      ...paging,
      email: email().optional().describe('Only who has this address.'),
      search: z.string().max(200).optional().describe('The beginning of words of a name, or of an address.'),
      kind: kind.optional(),
    }),
    answers: { 200: pageOf(listed) },
    async run({ tx }, { query: { limit, after, email: address, ...filter } }) {
      const place = placeOf(after, 2);
      const rows = await listContacts(tx, {
        ...filter,
        limit: limit + 1,
        ...(place ? { before: { at: place[0] ?? null, id: place[1] ?? '' } } : {}),
        ...(address === undefined ? {} : { search: canonicalAddress(address) ?? address }),
      });
      const items = rows.slice(0, limit);
      const last = items.at(-1);
      return {
        status: 200,
        body: {
          items: items.map(({ address: shown, ...row }) => ({ ...row, email: shown })),
          next: rows.length > limit && last ? cursorOf([last.at, last.id]) : null,
        },
      };
    },
  }),
  route({
    method: 'post',
    path: '/contacts',
    summary: 'Make a contact, or find the one who is known by it: what is known of them stays as it is.',
    tag: 'contacts',
    params: NONE,
    query: NONE,
    body: z
      .strictObject({
        ...somebody,
        kind: kind.default('lead'),
        fields: fields.optional(),
        tags: tags.optional(),
      })
      .refine(namesSomebody, { error: NAMES_NOBODY }),
    answers: { 201: whole, 200: whole },
    async run(call, { body }) {
      const { tx, workspace, key, now } = call;
      await lockCustomers(tx);
      const [found] = await identifyPeople(
        tx,
        [
          {
            email: body.email,
            externalId: body.externalId,
            phone: body.phone === undefined ? undefined : (readPhoneNumber(body.phone)?.e164 ?? body.phone),
            name: body.name,
            kind: body.kind,
            source: 'api',
            sourceRef: key.name,
          },
        ],
        peopleRulesOf(workspace),
        now,
      );
      if (found === undefined) throw new Error('one person was asked for');
      if ('refused' in found) throw refusal(found.refused);
      if (found.created)
        await edit(call, found.contactId, 'made by a program', {
          fields: body.fields ?? {},
          addTags: body.tags ?? [],
        });
      return { status: found.created ? 201 : 200, body: await shown(tx, found.contactId) };
    },
  }),
  route({
    method: 'get',
    path: '/contacts/{id}',
    summary: 'One contact with what is known.',
    tag: 'contacts',
    params: byId,
    query: NONE,
    answers: { 200: whole },
    run: async ({ tx }, { params }) => ({ status: 200, body: await shown(tx, params.id) }),
  }),
  route({
    method: 'patch',
    path: '/contacts/{id}',
    summary: 'Set or take away values and tags, as a person would: they win over what is found by itself.',
    tag: 'contacts',
    params: byId,
    query: NONE,
    body: z.strictObject({
      fields: fields.default({}),
      addTags: tags.default([]),
      removeTags: tags.default([]),
    }),
    answers: { 200: whole },
    async run(call, { params, body }) {
      await shown(call.tx, params.id);
      await edit(call, params.id, 'set by a program', body);
      return { status: 200, body: await shown(call.tx, params.id) };
    },
  }),
  route({
    method: 'post',
    path: '/contacts/{id}/notes',
    summary: 'Write a note on a contact.',
    tag: 'contacts',
    params: byId,
    query: NONE,
    body: z.strictObject({ text: z.string().trim().min(1).max(MAX_NOTE) }),
    answers: { 201: z.object({ id: id() }) },
    async run(call, { params, body }) {
      const { tx, workspace, actor, now } = call;
      await shown(tx, params.id);
      const done = await editRecordIn(
        tx,
        workspace,
        { kind: 'note', title: 'noted', actor, now },
        (inside, { editId }) =>
          addNote(inside, { contactId: params.id, text: body.text, actor, editId, now }),
      );
      return { status: 201, body: { id: done.result } };
    },
  }),
];

async function edit(
  { tx, workspace, actor, now }: ApiCall,
  contactId: string,
  title: string,
  wanted: {
    fields: Record<string, string | null>;
    addTags: readonly string[];
    removeTags?: readonly string[];
  },
): Promise<void> {
  await editRecordIn(tx, workspace, { kind: 'set', title, actor, now }, async (inside, context) => {
    for (const [named, value] of Object.entries(wanted.fields)) {
      const field = readFieldName(named);
      const said = { contactId, actor, editId: context.editId, now };
      if (value === null) await removeAll(inside, said, field);
      else await setByPerson(inside, { ...said, ...(await valueOf(inside, field, value, context)) });
    }
    const tagging = { contactId, actor, editId: context.editId, now };
    for (const tag of wanted.addTags) await addTag(inside, { ...tagging, tag });
    for (const tag of wanted.removeTags ?? []) await removeTag(inside, { ...tagging, tag });
  });
}

/** Of a field with many values all of them; nothing where there is none. */
async function removeAll(
  tx: Tx,
  said: { contactId: string; actor: string; editId: string; now: Date },
  field: string,
): Promise<void> {
  const known = (await knownDetails(tx, { contactId: said.contactId })).filter((one) => one.field === field);
  if (known.length > 0 && !hasMany(field)) await removeByPerson(tx, { ...said, field });
  else for (const { value } of known) await removeByPerson(tx, { ...said, field, value });
}

async function valueOf(tx: Tx, field: string, value: string, context: EditContext) {
  if (field !== 'company') return readValue(tx, field, value, { country: context.country });
  const company = await companyNamed(tx, value, context);
  return { field, value: company.id, label: company.name };
}

/** Throws when there is none. */
async function shown(tx: Tx, contactId: string) {
  const found = await showContact(tx, contactId);
  if (!found) throw new ApiError('not-found', 'there is no contact of this id');
  const { contact, addresses, details, tags: ofContact, notes, segments, scores } = found;
  return {
    id: contact.id,
    name: contact.name,
    kind: contact.kind,
    emails: addresses.map(({ address, suppressed }) => ({ address, suppressed })),
    company: contact.company_id === null ? null : { id: contact.company_id, name: contact.company ?? '' },
    fields: details,
    tags: ofContact,
    notes,
    segments: segments.map(({ name }) => name),
    stage: scores?.stage ?? null,
    purchaseCount: contact.purchase_count,
    lastPurchaseAt: contact.last_purchase_at,
    lastIncomingAt: contact.last_incoming_at,
    lastOutgoingAt: contact.last_outgoing_at,
    silentSince: contact.silent_since,
    createdAt: contact.created_at,
  };
}

function refusal(why: 'own address' | 'nobody named' | 'erased'): ApiError {
  if (why === 'erased') return new ApiError('erased', 'only they themselves can begin anew, by writing');
  return new ApiError(
    'not-valid',
    why === 'own address' ? 'it is an address of the business itself' : NAMES_NOBODY,
  );
}
