import type { Expected } from './expected.ts';
import type { Judgement } from './scores.ts';
import { hasHash, sameText, withoutSpace } from './text.ts';

/** Judges what was taken for the person's own words; `milliseconds` is how long that took. */
export function judgeReply(replyText: string, milliseconds: number, { reply }: Expected): Judgement {
  const judgement: Judgement = {};
  if (!reply) return judgement;
  const texts = [...(reply.text == null ? [] : [reply.text]), ...(reply.text_alternatives ?? [])];
  const hashes = [...(reply.text_hash ? [reply.text_hash] : []), ...(reply.alternative_hashes ?? [])];
  const bare = withoutSpace(replyText);
  const parts = [
    ...(reply.starts_with == null ? [] : [bare.startsWith(withoutSpace(reply.starts_with))]),
    ...(reply.contains ?? []).map((part) => bare.includes(withoutSpace(part))),
    ...(reply.not_contains ?? []).map((part) => !bare.includes(withoutSpace(part))),
  ];
  const whole = reply.text != null || reply.text_hash;
  if (texts.length + hashes.length + parts.length > 0) {
    const exact =
      texts.some((text) => sameText(text, replyText)) || hashes.some((hash) => hasHash(replyText, hash));
    judgement['text'] = exact || (!whole && parts.length > 0 && parts.every(Boolean));
  }
  if (reply.signature_text) judgement['signature'] = !bare.endsWith(withoutSpace(reply.signature_text));
  if (reply.max_ms) judgement['max_ms'] = milliseconds <= reply.max_ms;
  return judgement;
}
