import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { YEAR_MS } from '../retention/year-figures.ts';
import {
  loadProductTrouble,
  loadTroubleEvidence,
  type TroubleEvidence,
  type Window,
} from './load-product-trouble.ts';
import { type LostBusiness, type LostCause, lostCauses } from './lost-business.ts';
import { type SlowAnswers, slowAnswers } from './slow-answers.ts';
import { findTroubledProducts, type TroubledProduct } from './troubled-products.ts';

/** What makes customers unhappy or go, as far as the record shows it: the year up to `until`. */
export interface CausesReport {
  from: Date;
  until: Date;
  /** Those with any trouble, the most unusual first. */
  products: (TroubledProduct & { evidence: TroubleEvidence[] })[];
  lost: LostCause[];
  answers: SlowAnswers | null;
}

/** Products that are listed, and feedback that is shown of each that is unusual. */
const MAX_LISTED = 50;
const MAX_EVIDENCE = 20;
/** Notes of lost business that are read of one year, the latest. */
const MAX_NOTES = 5000;

/** Causes of trouble with the numbers and the rows behind them (C5). */
export async function causesReport(tx: Tx, until: Date): Promise<CausesReport> {
  const window = { from: new Date(until.getTime() - YEAR_MS), until };
  const before = { from: new Date(window.from.getTime() - YEAR_MS), until: window.from };
  const { products, totals } = await loadProductTrouble(tx, window);
  const listed = findTroubledProducts(products, totals).slice(0, MAX_LISTED);
  const unusual = listed.filter((one) => one.unusual).map(({ productId }) => productId);
  const evidence = Map.groupBy(
    await loadTroubleEvidence(tx, window, unusual, MAX_EVIDENCE),
    ({ productId }) => productId,
  );
  return {
    ...window,
    products: listed.map((product) => ({ ...product, evidence: evidence.get(product.productId) ?? [] })),
    lost: lostCauses(await loadLostBusiness(tx, window), await loadLostBusiness(tx, before)),
    answers: await slowAnswers(tx),
  };
}

async function loadLostBusiness(tx: Tx, { from, until }: Window): Promise<LostBusiness[]> {
  const { rows } = await sql<LostBusiness>`
    select f.id as "feedbackId", f.contact_id as "contactId", f.at, f.cause, f.text, f.competitor, p.name as product,
      f.amount_minor as "amountMinor", f.currency
    from feedback f left join products p on p.id = f.product_id
    where f.kind = 'lost-business' and f.at > ${from} and f.at <= ${until}
    order by f.at desc limit ${MAX_NOTES}`.execute(tx);
  return rows;
}
