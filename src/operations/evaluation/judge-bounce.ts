import type { MessageReading } from '../../messages/understand/message-reading.ts';
import type { Expected } from './expected.ts';
import type { Judgement } from './scores.ts';
import { sameMembers } from './text.ts';

/** Judges class, recipients, status, kind and permanence of a report about delivery. */
export function judgeBounce({ bounce }: MessageReading, expected: Expected): Judgement {
  const judgement: Judgement = {};
  if (expected.class) {
    const accepted = [expected.class, ...(expected.class_also_ok ?? [])];
    judgement['class'] = accepted.includes(bounce?.class ?? 'not_bounce');
  }
  if (expected.recipients) {
    const found = bounce?.recipients.map(({ address }) => address) ?? [];
    judgement['recipients'] = recipientsFit(found, expected.recipients, expected.recipients_also_ok ?? []);
  }
  if (expected.status) judgement['status'] = bounce?.status === expected.status;
  if (expected.kind && judgesKind(expected)) {
    judgement['kind'] =
      bounce !== null && (bounce.kind === expected.kind || Boolean(expected.kind_contested));
  }
  if (expected.permanence) judgement['permanence'] = bounce?.permanence === expected.permanence;
  return judgement;
}

/** The expected ones, with or without those that are also right. */
function recipientsFit(found: string[], expected: string[], alsoOk: string[]): boolean {
  const right = expected.map((address) => address.toLowerCase());
  const also = alsoOk.map((address) => address.toLowerCase());
  if (sameMembers(found, right) || (also.length > 0 && sameMembers(found, also))) return true;
  return (
    right.every((address) => found.includes(address)) &&
    found.every((address) => [...right, ...also].includes(address))
  );
}

/** Kinds that mean something else than "the address is dead" are not judged. */
function judgesKind({ kind_definition: definition }: Expected): boolean {
  return /^(?:hard = address permanently invalid|mapped from BounceParser)/.test(definition ?? '');
}
