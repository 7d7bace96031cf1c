import { companyImporter } from './companies.ts';
import { contactImporter } from './contacts.ts';
import { feedbackImporter } from './feedback.ts';
import type { Importer } from './importer.ts';
import { interactionImporter } from './interactions.ts';
import type { ImportKind } from './mapping.ts';
import { purchaseImporter } from './purchases.ts';
import { cardImporter } from './vcard/cards.ts';

/** An importer of which nobody but itself knows what its rows are. */
export type AnyImporter = Importer<never>;

/** How each kind of file is read and written. */
export const IMPORTERS: Record<ImportKind, AnyImporter> = {
  contacts: anyOf(contactImporter),
  companies: anyOf(companyImporter),
  purchases: anyOf(purchaseImporter),
  interactions: anyOf(interactionImporter),
  feedback: anyOf(feedbackImporter),
  vcard: anyOf(cardImporter),
};

/** What it reads is given back to it alone, so that its type needs no name outside. */
function anyOf<Row>(importer: Importer<Row>): AnyImporter {
  return importer as unknown as AnyImporter;
}
