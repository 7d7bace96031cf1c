import { z } from 'zod';
import { requireCompany } from '../customers/record/companies.ts';
import { addDomain, removeDomain } from '../customers/record/company-domains.ts';
import { hasMany, isColumnField } from '../customers/record/fields.ts';
import { listCompanies } from '../customers/record/list-companies.ts';
import { mergeCompanies } from '../customers/record/merge-companies.ts';
import { addNote, MAX_NOTE, removeNote } from '../customers/record/notes.ts';
import { readFieldName, readValue } from '../customers/record/read-value.ts';
import { removeByPerson, setByPerson } from '../customers/record/set-by-person.ts';
import { showCompany } from '../customers/record/show-company.ts';
import { inBusiness } from '../database/in-business.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { editRecord } from './edit-record.ts';
import { operation } from './operation.ts';

const MAX_LINES = 1000;
const which = { company: z.string().min(1), by: z.string().trim().min(1).max(100).optional() };
const text = z.string().min(1).max(MAX_NOTE);

/** Companies, those with a purchase or mail last first. */
export const companiesList = operation(
  'companies-list',
  z.strictObject({
    search: z.string().max(200).optional(),
    limit: z.int().min(1).max(MAX_LINES).default(50),
  }),
  ({ db, businessId }, options) => inBusiness(db, businessId, (tx) => listCompanies(tx, options)),
);

/** One company with everything that is known, by a domain, its name or the id. */
export const companyShow = operation(
  'company-show',
  z.strictObject({ company: which.company }),
  ({ db, businessId, config }, { company }) =>
    inBusiness(db, businessId, async (tx) => {
      const { id } = await requireCompany(tx, company);
      const found = await showCompany(tx, id);
      if (!found) throw new Error(`company ${id} was found and is gone`);
      const { timeZone, calendar, locale } = config.business;
      return { ...found, shownIn: { timeZone, locale, calendar: calendar ?? null } };
    }),
);

/** One value of a company. */
export const companySet = operation(
  'company-set',
  z.strictObject({ ...which, field: z.string().min(1), value: text, label: z.string().max(60).optional() }),
  (workspace, { company, field: named, value, label, by }, actor) => {
    const field = companyField(named);
    const edit = { kind: 'set', title: `set ${field}`, actor: by ?? actor };
    return editRecord(workspace, edit, async (tx, { editId, now, country }) => {
      const found = await requireCompany(tx, company);
      const read = await readValue(tx, field, value, { country });
      const said = { companyId: found.id, actor: edit.actor, editId, now };
      await setByPerson(tx, { ...said, ...read, ...(label === undefined ? {} : { label }) });
      return found;
    });
  },
);

/** A value that is wrong is gone, and is not found again. */
export const companyUnset = operation(
  'company-unset',
  z.strictObject({ ...which, field: z.string().min(1), value: text.optional() }),
  (workspace, { company, field: named, value, by }, actor) => {
    const field = companyField(named);
    if (hasMany(field) && value === undefined)
      throw new WafaError(`there may be several of ${field}: say which`, { exitCode: ExitCode.usage });
    const edit = { kind: 'unset', title: `removed ${field}`, actor: by ?? actor };
    return editRecord(workspace, edit, async (tx, { editId, now, country }) => {
      const found = await requireCompany(tx, company);
      const read =
        value === undefined ? {} : { value: (await readValue(tx, field, value, { country })).value };
      await removeByPerson(tx, { companyId: found.id, field, ...read, actor: edit.actor, editId, now });
      return found;
    });
  },
);

/** A domain of a company: one more, or one less. */
export const companyDomainEdit = operation(
  'company-domain',
  z.strictObject({ ...which, domain: z.string().min(1), remove: z.boolean().default(false) }),
  (workspace, { company, domain, remove, by }, actor) => {
    const edit = {
      kind: 'domain',
      title: remove ? 'removed a domain' : 'added a domain',
      actor: by ?? actor,
    };
    return editRecord(workspace, edit, async (tx, { editId, rules }) => {
      const found = await requireCompany(tx, company);
      const change = { companyId: found.id, domain, actor: edit.actor, editId };
      await (remove ? removeDomain(tx, change) : addDomain(tx, change, rules));
      return found;
    });
  },
);

/** A note on a company, or one taken away. */
export const companyNote = operation(
  'company-note',
  z.strictObject({ ...which, text: text.optional(), remove: z.string().min(4).optional() }),
  (workspace, { company, text: written, remove, by }, actor) => {
    const edit = {
      kind: 'note',
      title: remove === undefined ? 'noted' : 'removed a note',
      actor: by ?? actor,
    };
    return editRecord(workspace, edit, async (tx, { editId, now }) => {
      const found = await requireCompany(tx, company);
      const note = { companyId: found.id, actor: edit.actor, editId, now };
      if (remove !== undefined) await removeNote(tx, { ...note, id: remove });
      else if (written !== undefined) await addNote(tx, { ...note, text: written });
      else throw new WafaError('a note needs a text', { exitCode: ExitCode.usage });
      return found;
    });
  },
);

/** Makes one company of two: the other's domains, people and values are the kept one's. */
export const companiesMerge = operation(
  'companies-merge',
  z.strictObject({ kept: z.string().min(1), other: z.string().min(1), by: which.by }),
  (workspace, { kept, other, by }, actor) => {
    const edit = { kind: 'merge', title: `merged ${other} into ${kept}`, actor: by ?? actor };
    return editRecord(workspace, edit, async (tx, { editId, now }) => {
      const [into, from] = [await requireCompany(tx, kept), await requireCompany(tx, other)];
      const moved = await mergeCompanies(tx, {
        keptId: into.id,
        otherId: from.id,
        actor: edit.actor,
        editId,
        now,
      });
      return { ...into, merged: from.name, ...moved };
    });
  },
);

/** The fields that a company has: its name, and what is no column of a contact. */
function companyField(named: string): string {
  const field = readFieldName(named);
  if (field === 'name' || (!isColumnField(field) && field !== 'title' && field !== 'family')) return field;
  throw new WafaError(`a company has no ${field}`, {
    hint: 'there are: name, phone, postal-address, site, social, interest, membership, and custom:KEY for your own',
    exitCode: ExitCode.usage,
  });
}
