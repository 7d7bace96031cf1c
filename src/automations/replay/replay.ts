import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { describeError } from '../../lib/errors.ts';
import type { Locale } from '../../lib/locale.ts';
import { purposeOfAutomation, type SignalAutomation } from '../automation.ts';
import { usableAddress } from '../hold-back.ts';
import { isMail } from '../instructions.ts';
import { mailData, nothingToShow } from '../mail-data.ts';
import type { MailRequest, MailWriter } from '../mail-request.ts';
import { audienceOf, type PlanSettings } from '../plan.ts';
import { pastTriggers, type Stretch } from './past-triggers.ts';
import { pastWorld } from './past-world.ts';
import { type Played, play, titleOf, type World } from './play.ts';

export interface ReplayOptions {
  automation: SignalAutomation;
  settings: PlanSettings & { locale: Locale };
  mail: MailWriter;
  stretch: Stretch;
  /** Mails of which the whole page is kept. */
  previews: number;
}

/** One line of a replay. */
export interface ReplayLine {
  contactId: string;
  contact: string;
  address: string;
  at: Date;
  /** What started it, and when. */
  occasion: string;
  triggeredAt: Date;
  step: number;
  what: string;
  subject: string;
  locale: Locale;
  heldBackBy: string | null;
  /** What it waited for before. */
  waits: { until: Date; reason: string }[];
  html?: string;
}

/** What an automation would have done in a stretch of the logged past. */
export interface Replay {
  triggers: number;
  sent: number;
  held: number;
  lines: ReplayLine[];
  /** What could not be known. */
  notes: string[];
}

/**
 * The time machine: an automation over the logged past, with a clock of its own. Who would have received what, when, and
 * what would have held it back. The transaction is made read-only first: nothing leaves, and nothing is written.
 */
export async function replay(tx: Tx, options: ReplayOptions): Promise<Replay> {
  await sql`set transaction read only`.execute(tx);
  const { automation, settings, stretch } = options;
  const { triggers, notes } = await pastTriggers(tx, automation, stretch);
  const contactIds = triggers.map(({ contactId }) => contactId);
  const world = await pastWorld(tx, { contactIds, automation, to: stretch.to, timeZone: stretch.timeZone });
  const played = await play(automation, triggers, settings, world, stretch.to);
  const lines = await linesOf(tx, played, world, options);
  const sent = lines.filter(({ heldBackBy }) => heldBackBy === null).length;
  const asked =
    automation.when ||
    automation.stopWhen ||
    automation.steps.some((step) => !isMail(step) && step.do === 'branch');
  return {
    triggers: triggers.length,
    sent,
    held: lines.length - sent,
    lines,
    notes: asked
      ? [
          ...notes,
          'conditions count time from the day of the replay, and take the rest of the record as it is today',
        ]
      : notes,
  };
}

/** Played lines with names and subjects; what cannot be written says so. */
export async function linesOf(
  tx: Tx,
  played: readonly Played[],
  world: Pick<World, 'factsAt'>,
  options: Pick<ReplayOptions, 'automation' | 'settings' | 'mail' | 'previews'>,
): Promise<ReplayLine[]> {
  const lines: ReplayLine[] = [];
  let left = options.previews;
  for (const one of played) {
    const facts = world.factsAt(one.contactId, one.at);
    const line: ReplayLine = {
      contactId: one.contactId,
      contact: facts?.name ?? '',
      address: facts?.addresses[0]?.address ?? '',
      at: one.at,
      occasion: one.trigger.dedupeKey,
      triggeredAt: one.trigger.occurredAt,
      step: one.step,
      what: titleOf(one.instruction),
      subject: '',
      locale: facts?.locale ?? options.settings.locale,
      heldBackBy: one.heldBackBy ?? null,
      waits: one.waits,
    };
    if (facts && isMail(one.instruction) && one.heldBackBy === undefined) {
      Object.assign(
        line,
        await written(tx, { ...one, instruction: one.instruction }, facts, options, left > 0),
      );
      left--;
    }
    lines.push(line);
  }
  return lines;
}

/** Nobody is invited to a survey by looking at the past: its page stands empty. */
const NOT_ASKED = {
  survey: {
    question: '…',
    url: 'https://survey.example',
    answers: [{ label: '…', url: 'https://survey.example' }],
  },
};

async function written(
  tx: Tx,
  one: Played & { instruction: { template: string } },
  facts: NonNullable<ReturnType<World['factsAt']>>,
  { automation, settings, mail }: Pick<ReplayOptions, 'automation' | 'settings' | 'mail'>,
  whole: boolean,
): Promise<Partial<ReplayLine>> {
  const address = usableAddress(facts, audienceOf(automation), settings) ?? { address: '', canonical: '' };
  const { template } = one.instruction;
  const timeZone = facts.timeZone ?? settings.timeZone;
  const locale = facts.locale ?? settings.locale;
  const occasion = `${one.trigger.dedupeKey}#${one.step}`;
  const groups = mail.groupsOf(template);
  try {
    const request: MailRequest = {
      automation: automation.name,
      template,
      class: automation.class,
      purpose: purposeOfAutomation(automation),
      contactId: facts.contactId,
      name: facts.name,
      address: address.address,
      canonical: address.canonical,
      locale,
      timeZone,
      occasion,
      runId: null,
      campaignId: null,
      data: await mailData(tx, {
        facts,
        address: address.address,
        about: { ...one.trigger.about, since: one.trigger.since },
        fixed: { ...NOT_ASKED, ...automation.data },
        groups,
        automation: automation.name,
        template,
        occasion,
        loyalty: mail.loyalty,
        locale,
        now: one.at,
        timeZone,
      }),
      dueAt: one.at,
      expiresAt: one.at,
      mode: 'approve',
    };
    const empty = nothingToShow(groups, request.data);
    if (empty !== undefined) return { heldBackBy: empty };
    const { subject, html, locale: written } = mail.preview(request);
    return { subject, locale: written, ...(whole ? { html } : {}) };
  } catch (error) {
    return { heldBackBy: `could not be written: ${describeError(error)}` };
  }
}
