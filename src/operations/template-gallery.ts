import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Brand } from '../rendering/brand.ts';
import { exampleRequest } from '../rendering/example-request.ts';
import { loadTemplates, type Template, type TemplateSet } from '../rendering/load-templates.ts';
import { SIGHTS } from '../rendering/preview/as-seen.ts';
import { type GalleryMail, galleryFile, galleryPage } from '../rendering/preview/gallery-page.ts';
import { findChromium, type Picture, takePictures } from '../rendering/preview/take-pictures.ts';
import { renderMail } from '../rendering/render-mail.ts';

export interface GalleryRequest {
  folder: string;
  /** Made when it is not there. */
  out: string;
  /** Where the daemon keeps what it compiled. */
  cacheFolder?: string;
  /** The templates' example business unless told. */
  brand?: Brand;
  /** Only these mails. */
  names?: readonly string[];
  /** Pictures are taken where there is a Chromium; `false` leaves them out. */
  pictures: boolean;
  onProgress?: (done: number, total: number) => void;
}

export interface Gallery {
  /** The page to open. */
  page: string;
  mails: number;
  /** 0 without Chromium. */
  pictures: number;
}

/**
 * `wafa templates gallery`: every mail in every language with its example values, as HTML, as text and, where Chromium is
 * there, as pictures: wide and narrow, light and dark; and a page of all of them.
 */
export async function makeGallery(request: GalleryRequest): Promise<Gallery> {
  const { out, names } = request;
  const templates = await loadTemplates(request.folder, { cacheFolder: request.cacheFolder });
  const shown = [...templates.values()].filter(({ name }) => names?.includes(name) ?? true);
  await mkdir(out, { recursive: true });
  const groups = new Map<string, { description: string; mails: GalleryMail[] }>();
  const pictures: Picture[] = [];
  for (const template of shown) {
    const mails = mailsOf(templates, template, request.brand);
    groups.set(template.name, { description: template.description, mails });
    for (const { name, locale, mail } of mails) {
      const file = (rest: string) => join(out, galleryFile(name, locale, rest));
      await writeFile(file('html'), mail.html);
      await writeFile(file('txt'), `${mail.subject}\n\n${mail.text}`);
      for (const sight of SIGHTS) {
        pictures.push({ html: mail.html, sight, file: file(`${sight.name}.png`) });
      }
    }
  }
  const draws = request.pictures && findChromium() !== undefined;
  if (draws) await takePictures(pictures, (taken) => request.onProgress?.(taken, pictures.length));
  const page = join(out, 'index.html');
  await writeFile(page, galleryPage(request.brand?.name ?? 'Templates', groups, draws));
  const mails = [...groups.values()].reduce((sum, group) => sum + group.mails.length, 0);
  return { page, mails, pictures: draws ? pictures.length : 0 };
}

function mailsOf(templates: TemplateSet, template: Template, brand: Brand | undefined): GalleryMail[] {
  return [...template.locales.keys()].map((locale) => {
    const example = exampleRequest(template, locale);
    const mail = renderMail(templates, { ...example, brand: brand ?? example.brand });
    return { name: template.name, locale, mail };
  });
}
