import { inBusiness } from '../database/in-business.ts';
import type { Db } from '../database/tables.ts';
import type { Locale } from '../lib/locale.ts';
import { type Advance, advanceRun } from './advance-run.ts';
import { type Automation, type RunMode, type SignalAutomation, signalAutomations } from './automation.ts';
import { dryRun } from './dry-run.ts';
import { eachApart } from './each-apart.ts';
import type { MailWriter } from './mail-request.ts';
import type { PlanSettings } from './plan.ts';
import { postponeMails, runsToAdvance } from './runs-to-advance.ts';
import { startRuns } from './start-runs.ts';

export interface RunAutomationsOptions {
  db: Db;
  businessId: string;
  automations: readonly Automation[];
  /** `locale`: of mails to people whose language is not known. */
  settings: PlanSettings & { locale: Locale };
  mail: MailWriter;
  now: Date;
  /** Signals, and runs, that are looked at for each automation. */
  limit: number;
}

/** What one pass did. */
export interface AutomationsReport {
  /** Everything that was written anywhere. */
  did: number;
  /** A limit was reached: run again. */
  more: boolean;
  started: number;
  written: number;
  stopped: number;
  /** Lines for the dry run. */
  planned: number;
  /** Mails that could not be written, for the log. */
  problems: { automation: string; problem: string }[];
}

/**
 * The stage that acts on signals: new ones start runs, due steps become outgoing mail in the transaction that counts
 * them, answers and purchases end runs. `off` does nothing, `dry-run` only writes down who would get what. May be run
 * again at any time, by any number of workers: a run is a row that exists once, and is moved on under its lock. Rejects
 * when an automation failed, after the others had their turn.
 */
export async function runAutomations(options: RunAutomationsOptions): Promise<AutomationsReport> {
  const report: AutomationsReport = {
    did: 0,
    more: false,
    started: 0,
    written: 0,
    stopped: 0,
    planned: 0,
    problems: [],
  };
  await eachApart(signalAutomations(options.automations), async (automation) => {
    if (automation.mode === 'dry-run') await planOnly(automation, options, report);
    else if (automation.mode !== 'off') await act(automation, automation.mode, options, report);
  });
  return report;
}

async function planOnly(
  automation: SignalAutomation,
  options: RunAutomationsOptions,
  report: AutomationsReport,
): Promise<void> {
  const { db, businessId, settings, mail, limit, now } = options;
  const names = options.automations.map(({ name }) => name);
  const { planned, more } = await inBusiness(db, businessId, (tx) =>
    dryRun(tx, automation, { names, settings, mail, limit, now }),
  );
  report.planned += planned;
  report.did += planned;
  report.more ||= more;
}

async function act(
  automation: SignalAutomation,
  mode: RunMode,
  options: RunAutomationsOptions,
  report: AutomationsReport,
): Promise<void> {
  const { db, businessId, settings, limit, now } = options;
  const names = options.automations.map(({ name }) => name);
  const { started, refused, more } = await inBusiness(db, businessId, (tx) =>
    startRuns(tx, automation, mode, { names, settings, limit, now }),
  );
  report.started += started;
  report.stopped += refused;
  report.did += started + refused;
  const runs = await inBusiness(db, businessId, (tx) => runsToAdvance(tx, automation, limit, now));
  const before = report.did;
  for (const runId of runs) {
    const advance = await advanceRun(automation, mode, runId, options);
    note(automation, advance, report);
    if (advance.kind !== 'waiting' || !advance.full) continue;
    const waiting = { ...advance, limit: limit * POSTPONED_AT_ONCE };
    report.did += await inBusiness(db, businessId, (tx) => postponeMails(tx, automation, waiting, now));
    break;
  }
  // Runs that other workers hold are no reason to come back at once.
  report.more ||= more || (runs.length >= limit && report.did > before);
}

/** Postponing is one statement, however many: many times as many as are worked off. */
const POSTPONED_AT_ONCE = 100;

function note({ name }: SignalAutomation, advance: Advance, report: AutomationsReport): void {
  if (advance.kind === 'none') return;
  report.did++;
  if (advance.kind === 'written') report.written++;
  if (advance.kind === 'stopped') report.stopped++;
  if (advance.kind === 'failed') report.problems.push({ automation: name, problem: advance.problem });
}
