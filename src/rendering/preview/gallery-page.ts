import Handlebars from 'handlebars';
import { directionOf, type Locale } from '../../lib/locale.ts';
import type { RenderedMail } from '../render-mail.ts';
import { SIGHTS } from './as-seen.ts';

/** One mail of the gallery, in one language. */
export interface GalleryMail {
  name: string;
  locale: Locale;
  mail: RenderedMail;
}

const { escapeExpression } = Handlebars;

/** The name of a file of the gallery: `thank-you.fa.html`, `thank-you.fa.dark.png`. */
export function galleryFile(name: string, locale: Locale, rest: string): string {
  return `${name}.${locale}.${rest}`;
}

/** A page of all mails: each language with its subject, pictures where there are some, and links to HTML and text. */
export function galleryPage(
  title: string,
  groups: ReadonlyMap<string, { description: string; mails: readonly GalleryMail[] }>,
  hasPictures: boolean,
): string {
  const sections = [...groups].map(
    ([name, { description, mails }]) => `<section id="${escapeExpression(name)}">
<h2>${escapeExpression(name)}</h2><p>${escapeExpression(description)}</p>
<div class="mails">${mails.map((mail) => mailOf(mail, hasPictures)).join('\n')}</div>
</section>`,
  );
  const links = [...groups.keys()].map(
    (name) => `<a href="#${escapeExpression(name)}">${escapeExpression(name)}</a>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeExpression(title)}</title>
<style>
body { margin: 0 auto; max-width: 1400px; padding: 24px; font: 15px/1.5 system-ui, sans-serif; color: #1f1b16; background: #f7f4ee; }
nav { display: flex; flex-wrap: wrap; gap: 4px 14px; padding: 0 0 20px; }
section { padding: 26px 0; border-top: 1px solid #ddd5c8; }
h2 { margin: 0; } p { margin: 0 0 14px; color: #6f665a; }
.mails { display: grid; grid-template-columns: repeat(auto-fit, minmax(320px, 1fr)); gap: 22px; }
h3 { margin: 0 0 8px; font-size: 16px; }
.sights { display: grid; grid-template-columns: 2fr 1fr; gap: 8px; align-items: start; padding: 8px 0 0; }
img, iframe { width: 100%; border: 1px solid #ddd5c8; border-radius: 6px; background: #ffffff; box-sizing: border-box; }
iframe { height: 700px; }
a { color: #7a3d1e; }
</style>
</head>
<body>
<h1>${escapeExpression(title)}</h1>
<nav>${links.join(' ')}</nav>
${sections.join('\n')}
</body>
</html>
`;
}

function mailOf({ name, locale, mail }: GalleryMail, hasPictures: boolean): string {
  const file = (rest: string) => escapeExpression(galleryFile(name, locale, rest));
  const pictures = SIGHTS.map(
    (sight) =>
      `<a href="${file(`${sight.name}.png`)}"><img loading="lazy" alt="${escapeExpression(`${name}, ${locale}, ${sight.name}`)}" src="${file(`${sight.name}.png`)}"></a>`,
  );
  const shown = hasPictures
    ? `<div class="sights">${pictures.join('')}</div>`
    : `<iframe title="${escapeExpression(`${name}, ${locale}`)}" sandbox loading="lazy" src="${file('html')}"></iframe>`;
  return `<article>
<h3 dir="${directionOf(locale)}" lang="${locale}">${escapeExpression(mail.subject)}</h3>
<a href="${file('html')}">HTML</a> · <a href="${file('txt')}">text</a> · ${locale}
${shown}
</article>`;
}
