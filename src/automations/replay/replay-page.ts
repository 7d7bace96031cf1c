import { directionOf, type Locale } from '../../lib/locale.ts';
import type { Replay, ReplayLine } from './replay.ts';

/**
 * A replay as one page that needs nothing else: what would have left and what was held back, with the mails themselves in
 * frames that run no scripts and load nothing.
 */
export function replayPage(
  { lines, notes, sent, held, triggers }: Replay,
  about: { automation: string; from: Date; to: Date; locale: Locale },
): string {
  const words = WORDS[about.locale];
  const between = `${dayOf(about.from)} – ${dayOf(about.to)}`;
  const title = `${about.automation}: ${between}`;
  const mails = lines.filter((line) => line.html !== undefined);
  return `<!doctype html>
<html lang="${about.locale}" dir="${directionOf(about.locale)}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'">
<title>${escape(title)}</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #222; }
table { border-collapse: collapse; width: 100%; } td, th { text-align: start; padding: .3rem .6rem; border-bottom: 1px solid #ddd; vertical-align: top; }
.held { color: #8a5a00; } .soft { color: #666; } iframe { width: 100%; height: 32rem; border: 1px solid #ccc; background: #fff; }
details { margin: .6rem 0; } summary { cursor: pointer; }
</style></head>
<body>
<h1>${escape(title)}</h1>
<p>${words.summary(triggers, sent, held)}</p>
${notes.map((note) => `<p class="soft">${escape(note)}</p>`).join('\n')}
<table><thead><tr><th>${words.when}</th><th>${words.who}</th><th>${words.what}</th><th>${words.held}</th></tr></thead><tbody>
${lines.map(row).join('\n')}
</tbody></table>
<h2>${words.mails}</h2>
${mails.map(frame).join('\n')}
</body></html>
`;
}

function row({ at, contact, address, what, subject, heldBackBy, waits }: ReplayLine): string {
  const waited = waits.map(({ reason }) => reason).join('; ');
  const held = heldBackBy ?? waited;
  return `<tr${heldBackBy === null ? '' : ' class="held"'}><td dir="ltr">${minute(at)}</td><td><bdi>${escape(contact || address)}</bdi></td>
<td><bdi>${escape(what)}</bdi><br><bdi class="soft">${escape(subject)}</bdi></td><td><bdi>${escape(held)}</bdi></td></tr>`;
}

function frame({ at, contact, address, subject, html = '' }: ReplayLine): string {
  const title = `${minute(at)} ${contact || address}: ${subject}`;
  return `<details><summary><bdi>${escape(title)}</bdi></summary><iframe sandbox loading="lazy" title="${escape(title)}" srcdoc="${escape(html)}"></iframe></details>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

function minute(at: Date): string {
  return at.toISOString().slice(0, 16).replace('T', ' ');
}

const WORDS = {
  en: {
    when: 'When (UTC)',
    who: 'Who',
    what: 'What',
    held: 'What held it back, or made it wait',
    mails: 'The mails',
    summary: (triggers: number, sent: number, held: number) =>
      `It would have been started ${triggers} times. ${sent} would have been done, ${held} held back. Nothing has left.`,
  },
  ar: {
    when: 'متى (UTC)',
    who: 'من',
    what: 'ماذا',
    held: 'ما الذي منعها أو أخّرها',
    mails: 'الرسائل',
    summary: (triggers: number, sent: number, held: number) =>
      `كانت ستبدأ ${triggers} مرة. كان سيتم ${sent}، ويُمنع ${held}. لم يُرسل شيء.`,
  },
  fa: {
    when: 'کی (UTC)',
    who: 'چه کسی',
    what: 'چه چیزی',
    held: 'چه چیزی جلوی آن را گرفت یا به تأخیر انداخت',
    mails: 'نامه‌ها',
    summary: (triggers: number, sent: number, held: number) =>
      `${triggers} بار آغاز می‌شد. ${sent} مورد انجام می‌شد و ${held} مورد نگه داشته می‌شد. هیچ چیزی فرستاده نشده است.`,
  },
};
