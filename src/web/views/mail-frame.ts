import { html, raw } from 'hono/html';
import { harmlessHtml } from './harmless-html.ts';
import type { Html } from './layout.ts';

/**
 * The policy of the frame's document: styles of its own and pictures inside it, nothing else. The sandbox has no
 * scripts and no origin, so that even what slipped through could do nothing.
 */
export const MAIL_FRAME_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/** A mail is written for white paper, whatever the page around it looks like. */
const PAPER =
  'html{color-scheme:light;background:#fff;color:#1d2522;font:16px/1.5 system-ui,sans-serif}body{margin:1rem;overflow-wrap:anywhere}img{max-width:100%;height:auto}';

/** Mails with less HTML than this are a few lines; without scripts nothing can measure them better. */
const SHORT_HTML_LENGTH = 4000;

/** An iframe whose document is at `path`, which answers with `mailDocument` of so much HTML and `MAIL_FRAME_POLICY`. */
export function mailFrame(path: string, title: string, htmlLength: number): Html {
  const size = htmlLength < SHORT_HTML_LENGTH ? 'mail short' : 'mail';
  return html`<iframe class="${size}" sandbox="" src="${path}" title="${title}" referrerpolicy="no-referrer"></iframe>`;
}

/** The whole document of a mail's HTML, harmless. */
export function mailDocument(mailHtml: string): Html {
  return html`<!doctype html>
<html><head><meta charset="utf-8" /><meta name="viewport" content="width=device-width, initial-scale=1" />
<title></title><style>${raw(PAPER)}</style></head>
<body dir="auto">${raw(harmlessHtml(mailHtml))}</body></html>`;
}
