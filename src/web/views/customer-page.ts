import { html, raw } from 'hono/html';
import { directionOf, type Locale } from '../../lib/locale.ts';
import type { Html } from './layout.ts';
import { customerStyle } from './style.ts';

/** Whose page it is, and in which language. */
export interface CustomerFrame {
  locale: Locale;
  businessName: string;
  /** `#rrggbb` */
  brandColor: string;
}

/** A page that customers see: in their language, names nobody, loads and runs nothing. */
export function customerPage({ locale, businessName, brandColor }: CustomerFrame, content: Html): Html {
  return html`<!doctype html>
<html lang="${locale}" dir="${directionOf(locale)}">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="robots" content="noindex" />
<title>${businessName}</title>
<link rel="icon" href="data:," />
<style>${raw(customerStyle(brandColor))}</style>
</head>
<body><main class="customer">
<h1><bdi>${businessName}</bdi></h1>
${content}
</main></body></html>`;
}
