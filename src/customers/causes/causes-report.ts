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
export interface CausesReport extends Omit<TroubleReport, 'products'> {
  /** Those with any trouble, the most unusual first. */
  products: (TroubledProduct & { evidence: TroubleEvidence[] })[];
  lost: LostCause[];
}

/** The part that takes a pass over a year, in figures alone. */
export interface TroubleReport {
  from: Date;
  until: Date;
  products: TroubledProduct[];
  answers: SlowAnswers | null;
}

/** Products that are listed, and feedback that is shown of each that is unusual. */
const MAX_LISTED = 50;
const MAX_EVIDENCE = 20;
/** Notes of lost business that are read of one year, the latest. */
const MAX_NOTES = 5000;

/** Causes of trouble with the numbers and the rows behind them (C5). */
export async function causesReport(tx: Tx, until: Date): Promise<CausesReport> {
  return withEvidence(tx, await troubleReport(tx, until));
}

/** Which products have unusually much trouble, and what slow answers go with. */
export async function troubleReport(tx: Tx, until: Date): Promise<TroubleReport> {
  const window = { from: new Date(until.getTime() - YEAR_MS), until };
  const { products, totals } = await loadProductTrouble(tx, window);
  return {
    ...window,
    products: findTroubledProducts(products, totals).slice(0, MAX_LISTED),
    answers: await slowAnswers(tx),
  };
}

/** The same with the feedback behind it, and with the business that was lost. */
export async function withEvidence(tx: Tx, trouble: TroubleReport): Promise<CausesReport> {
  const { from, until } = trouble;
  const before = { from: new Date(from.getTime() - YEAR_MS), until: from };
  const unusual = trouble.products.filter((one) => one.unusual).map(({ productId }) => productId);
  const evidence = Map.groupBy(
    await loadTroubleEvidence(tx, { from, until }, unusual, MAX_EVIDENCE),
    ({ productId }) => productId,
  );
  return {
    ...trouble,
    products: trouble.products.map((product) => ({
      ...product,
      evidence: evidence.get(product.productId) ?? [],
    })),
    lost: lostCauses(await loadLostBusiness(tx, { from, until }), await loadLostBusiness(tx, before)),
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
