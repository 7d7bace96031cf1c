import { z } from 'zod';

export const IMPORT_KINDS = [
  'contacts',
  'companies',
  'purchases',
  'interactions',
  'feedback',
  'vcard',
] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** How the lines of a file are cut: by commas, semicolons or tabs, by any white space, or at fixed positions. */
export const LAYOUTS = ['delimited', 'whitespace', 'fixed'] as const;
export type Layout = (typeof LAYOUTS)[number] | 'cards';

const texts = z.record(z.string(), z.string());

/** Which column of a file means what; what it does not say is guessed from the header. */
export const mappingSchema = z.strictObject({
  layout: z.enum(LAYOUTS).optional(),
  /** The first line names the columns; so it is unless told. */
  header: z.boolean().optional(),
  /** A field's column: by its name in the header, by number from 1, or, at fixed positions, `13-20`. */
  columns: texts.default({}),
  /** What is the same in every row. */
  constants: texts.default({}),
  /** `YYYYMMDD`, `MM/DD/YYYY`, ... where the usual ways of writing a date are not meant. */
  dateFormat: z.string().max(60).optional(),
  /** Whose numbers the customer numbers are. */
  system: z.string().max(60).optional(),
});
export type Mapping = z.infer<typeof mappingSchema>;

export const NO_MAPPING: Mapping = { columns: {}, constants: {} };

/** `over` on top of `mapping`: what it says counts, field by field. */
export function overlay(mapping: Mapping, over: Mapping): Mapping {
  const columns = { ...mapping.columns, ...over.columns };
  const constants = { ...mapping.constants, ...over.constants };
  for (const field of Object.keys(over.columns)) if (!(field in over.constants)) delete constants[field];
  for (const field of Object.keys(over.constants)) if (!(field in over.columns)) delete columns[field];
  return { ...mapping, ...over, columns, constants };
}
