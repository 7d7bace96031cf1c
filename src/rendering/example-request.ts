import type { Locale } from '../lib/locale.ts';
import type { Brand } from './brand.ts';
import type { Template } from './load-templates.ts';
import type { RenderRequest } from './render-mail.ts';

/** What is needed to write a mail with the example values its template declares, in one language. */
export function exampleRequest(template: Template, locale: Locale): RenderRequest {
  const { business, links, ...data } = template.examples[locale];
  return { name: template.name, locale, data, brand: exampleBrand(business), links: exampleLinks(links) };
}

/** The brand that a template's examples of `business.*` describe. */
function exampleBrand(business: unknown): Brand {
  const given = (business ?? {}) as Partial<Brand>;
  const {
    name = '',
    website = '',
    phone = '',
    postalAddress = '',
    color = '',
    logoUrl = '',
    signature = '',
  } = given;
  return { name, website, phone, postalAddress, color, logoUrl, signature };
}

function exampleLinks(links: unknown): Record<string, string> {
  const texts = Object.entries((links ?? {}) as Record<string, unknown>).flatMap(([name, link]) =>
    typeof link === 'string' ? [[name, link] as const] : [],
  );
  return Object.fromEntries(texts);
}
