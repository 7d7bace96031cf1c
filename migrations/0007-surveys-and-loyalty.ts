import { type Kysely, sql } from 'kysely';
import { BUSINESS, protectTables, tablesIn } from './shared/scope.ts';

/** Who was asked what, and what they said. */
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
];
