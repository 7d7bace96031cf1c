import { html, raw } from 'hono/html';
import sanitizeHtml from 'sanitize-html';
import type { Html } from './layout.ts';

/** Mail HTML that can do nothing: no scripts, forms, frames or outside pictures. */
export function harmlessHtml(mailHtml: string): string {
  return sanitizeHtml(mailHtml, {
    allowedTags: [...sanitizeHtml.defaults.allowedTags, 'img', 'center', 'font', 'style'],
    allowVulnerableTags: true,
    allowedAttributes: {
      '*': ['style', 'class', 'dir', 'lang', 'align', 'valign', 'bgcolor', 'width', 'height', 'title'],
      a: ['href', 'name'],
      img: ['src', 'alt'],
      table: ['border', 'cellpadding', 'cellspacing', 'role'],
      td: ['colspan', 'rowspan'],
      th: ['colspan', 'rowspan'],
      font: ['color', 'size', 'face'],
    },
    allowedSchemes: ['http', 'https', 'mailto', 'tel', 'data'],
    allowedSchemesByTag: { img: ['data'] },
  });
}

/**
 * The policy of the frame's document: styles of its own and pictures inside it, nothing else. The sandbox has no
 * scripts and no origin, so that even what slipped through could do nothing.
 */
export const MAIL_FRAME_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'self'";

/** An iframe whose document is at `path` and is answered with `MAIL_FRAME_POLICY`. */
export function mailFrame(path: string, title: string): Html {
  return html`<iframe class="mail" sandbox="" src="${path}" title="${title}"${raw(' loading="lazy" referrerpolicy="no-referrer"')}></iframe>`;
}
