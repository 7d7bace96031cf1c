import type { ContactKind } from '../../database/tables.ts';

/** The number or name that another system knows somebody by; `id` is compared letter for letter. */
export interface ExternalId {
  /** `cdnow`, `woocommerce`, `stripe`. */
  system: string;
  id: string;
}

/** How a row or a delivery names a person: by at least one of address, external id and phone. */
export interface NamedPerson {
  email?: string | undefined;
  externalId?: ExternalId | undefined;
  /** E.164. Looked at only where neither of the others is given. */
  phone?: string | undefined;
  /** What the source calls them; '' when it does not say. */
  name?: string | undefined;
}

/** Where the rows come from and what becomes of people who are not known yet. */
export interface PersonOrigin {
  /** `csv`, `mail`, `api`, `shop`, `person`, `vcard`. */
  source: string;
  sourceRef: string | null;
  importId?: string | null | undefined;
  kind: ContactKind;
}

/** One key for one external id. */
export function externalKey({ system, id }: ExternalId): string {
  return `${system}\n${id}`;
}
