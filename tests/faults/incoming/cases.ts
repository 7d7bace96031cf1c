import type { FaultCase } from '../fault-case.ts';
import { BOMB_CASES } from './bombs.ts';
import { CONNECTION_CASES } from './connections.ts';
import { DATABASE_CASES } from './database-away.ts';
import { EFFECT_CASES } from './effects.ts';
import { FOLDER_CASES } from './folders.ts';
import { KILLED_CASES } from './killed.ts';
import { MEANWHILE_CASES } from './meanwhile.ts';
import { ODD_ANSWER_CASES } from './odd-answers.ts';
import { ODD_MAIL_CASES } from './odd-mail.ts';
import { UIDVALIDITY_CASES } from './uidvalidity.ts';

const ALL: readonly FaultCase[] = [
  ...UIDVALIDITY_CASES,
  ...FOLDER_CASES,
  ...ODD_ANSWER_CASES,
  ...MEANWHILE_CASES,
  ...CONNECTION_CASES,
  ...DATABASE_CASES,
  ...EFFECT_CASES,
  ...KILLED_CASES,
  ...BOMB_CASES,
  ...ODD_MAIL_CASES,
];

/** I1 to I29 of the matrix, in their order. */
export const INCOMING = ALL.toSorted((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)));
