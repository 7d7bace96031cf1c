import type { Importer } from './importer.ts';
import type { ImportKind } from './mapping.ts';
import { purchaseImporter } from './purchases.ts';

/** How each kind of file is read and written. */
export const IMPORTERS: Record<ImportKind, Importer<never>> = {
  purchases: purchaseImporter as unknown as Importer<never>,
} as Record<ImportKind, Importer<never>>;
