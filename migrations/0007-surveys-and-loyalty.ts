import { type Kysely, sql } from 'kysely';
import { BUSINESS, protectTables, tablesIn } from './shared/scope.ts';

/** Who was asked what and what they said; points, codes for friends, and raffles. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of TABLES) await sql.raw(statement).execute(db);
  await protectTables(db, tablesIn(TABLES));
}

const CONTACT = `
    contact_id uuid not null,
    foreign key (business_id, contact_id) references contacts on delete cascade`;

const TABLES = [
  // One question to one person on one occasion. The answer stands beside it; a later one takes its place.
  `create table survey_invitations (
    ${BUSINESS},
    id uuid not null,
    survey text not null,
    kind text not null check (kind in ('nps', 'csat', 'question')),
    wave text not null,
    ${CONTACT},
    purchase_id uuid,
    locale text not null,
    question text not null,
    asked_at timestamptz not null,
    expires_at timestamptz not null,
    answered_at timestamptz,
    score smallint,
    answer text not null default '',
    answered_by text check (answered_by in ('page', 'reply')),
    message_id uuid,
    primary key (business_id, id),
    unique (business_id, survey, contact_id, wave)
  )`,
  `create index survey_invitations_of_contact on survey_invitations (business_id, contact_id, asked_at)`,
  // The mails that carry it, a reminder among them: a reply to any of them is an answer.
  `create table survey_mails (
    ${BUSINESS},
    email_id uuid not null,
    invitation_id uuid not null,
    primary key (business_id, email_id),
    foreign key (business_id, invitation_id) references survey_invitations on delete cascade
  )`,
  `create index survey_mails_of_invitation on survey_mails (business_id, invitation_id)`,
  `create index survey_invitations_by_time on survey_invitations (business_id, survey, asked_at)`,

  // Points that no purchase gave: handed out, spent, taken back. Those of purchases are counted from the purchases.
  `create table loyalty_entries (
    ${BUSINESS},
    id uuid not null,
    ${CONTACT},
    points integer not null,
    note text not null,
    actor text not null,
    at timestamptz not null,
    primary key (business_id, id)
  )`,
  `create index loyalty_entries_of_contact on loyalty_entries (business_id, contact_id, at)`,
  // The code that somebody passes on to friends, and who came with it.
  `create table referral_codes (
    ${BUSINESS},
    code text not null,
    ${CONTACT},
    created_at timestamptz not null,
    primary key (business_id, code)
  )`,
  `create index referral_codes_of_contact on referral_codes (business_id, contact_id)`,
  `create table referrals (
    ${BUSINESS},
    ${CONTACT},
    code text not null,
    at timestamptz not null,
    primary key (business_id, contact_id, code),
    foreign key (business_id, code) references referral_codes on delete cascade
  )`,
  `create index referrals_by_code on referrals (business_id, code)`,

  // A draw that can be checked: the seed is fixed, and its hash told, before anybody takes part.
  `create table raffles (
    ${BUSINESS},
    id uuid not null,
    name text not null,
    prize text not null,
    winners integer not null,
    closes_at timestamptz not null,
    seed text not null,
    commitment text not null,
    created_at timestamptz not null,
    drawn_at timestamptz,
    entries_hash text,
    primary key (business_id, id),
    unique (business_id, name)
  )`,
  `create table raffle_entries (
    ${BUSINESS},
    raffle_id uuid not null,
    ticket integer not null,
    entrant text not null,
    contact_id uuid,
    entered_at timestamptz not null,
    place integer,
    primary key (business_id, raffle_id, ticket),
    foreign key (business_id, contact_id) references contacts on delete set null (contact_id),
    foreign key (business_id, raffle_id) references raffles on delete cascade
  )`,
  `create index raffle_entries_of_contact on raffle_entries (business_id, contact_id)`,
];
