import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const SHEET = readFileSync(new URL('./style.css', import.meta.url), 'utf8');
const CUSTOMER_SHEET = readFileSync(new URL('./customer.css', import.meta.url), 'utf8');

/** The pages' style sheet in the business's colour (`#rrggbb`), to stand inside a style element. */
export function pageStyle(brandColor: string): string {
  return `:root{--brand:${brandColor}}\n${SHEET}`;
}

/** The same with what only pages for customers need. */
export function customerStyle(brandColor: string): string {
  return `${pageStyle(brandColor)}\n${CUSTOMER_SHEET}`;
}

/** What a Content-Security-Policy calls this very style element, so that no other is obeyed. */
export function styleSource(style: string): string {
  return `'sha256-${createHash('sha256').update(style).digest('base64')}'`;
}
