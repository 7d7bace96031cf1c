import Handlebars from 'handlebars';
import { directionOf } from '../../lib/locale.ts';
import type { RenderedMail } from '../render-mail.ts';
import type { Sight } from './as-seen.ts';

const { escapeExpression } = Handlebars;

/** A page on its own that shows a mail as a mailbox would: subject, from, to, the HTML part framed, the text part. */
export function previewPage(
  mail: RenderedMail,
  { from, to }: { from: string; to: string },
  { width }: Pick<Sight, 'width'>,
): string {
  const direction = directionOf(mail.locale);
  return `<!doctype html>
<html lang="${mail.locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src https: data:; frame-src 'self'">
<title>${escapeExpression(mail.subject)}</title>
<style>
body { margin: 0 auto; max-width: 740px; padding: 20px; font: 15px/1.5 system-ui, sans-serif; color: #1f1b16; }
header { padding: 0 0 14px; }
h1 { margin: 0 0 6px; font-size: 20px; }
p { margin: 0; color: #6f665a; }
iframe { width: 100%; max-width: ${width}px; height: 1000px; border: 1px solid #ddd5c8; border-radius: 8px; resize: both; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid #ddd5c8; border-radius: 8px; padding: 16px; font: 14px/1.6 ui-monospace, Tahoma, monospace; }
</style>
</head>
<body>
<header>
<h1 dir="${direction}">${escapeExpression(mail.subject)}</h1>
<p><bdi>${escapeExpression(from)}</bdi> → <bdi>${escapeExpression(to)}</bdi> · ${mail.class} · ${mail.locale}</p>
</header>
<iframe title="HTML" sandbox srcdoc="${escapeExpression(mail.html)}"></iframe>
<pre dir="auto">${escapeExpression(mail.text)}</pre>
</body>
</html>
`;
}
