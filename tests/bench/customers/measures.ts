import type { Db } from '../../../src/database/tables.ts';
import type { Goal } from '../report.ts';
import type { BenchPlace, Owner } from './bench-places.ts';
import { measureContactPage } from './contact-page.ts';
import { measureFullRecompute } from './full-recompute.ts';
import { measureImport } from './import-purchases.ts';
import { measureMatching } from './matching.ts';
import { measureOneChange } from './one-change.ts';
import { measureSegmentPreview } from './segment-preview.ts';
import type { SyntheticBusiness } from './synthetic-business.ts';

/** What a measure works on. */
export interface Ground {
  readonly db: Db;
  readonly business: SyntheticBusiness;
  readonly owner: Owner;
  readonly processorSeconds: BenchPlace['processorSeconds'];
}

/** One line of the report, and what was aimed at. */
export interface Measured {
  readonly row: readonly (string | number)[];
  readonly goal?: Goal;
  readonly note?: string;
}

/** In the order they run: what changes the business comes last. */
export const MEASURES: readonly { name: string; run(ground: Ground): Promise<Measured[]> }[] = [
  { name: 'matching 500 senders', run: measureMatching },
  { name: 'the data of a contact page', run: measureContactPage },
  { name: 'making everything anew', run: measureFullRecompute },
  { name: 'previews of segments', run: measureSegmentPreview },
  { name: 'one purchase, one mail', run: measureOneChange },
  { name: 'an import', run: measureImport },
];
