import { type Calendar, defaultCalendar, type Locale } from '../lib/locale.ts';
import { nearestName } from '../lib/nearest.ts';
import { type Brand, businessValues } from './brand.ts';
import type { CompiledMail } from './compiled-mail.ts';
import { anchorDirection } from './direction.ts';
import type { RenderContext } from './helpers.ts';
import type { Template, TemplateSet } from './load-templates.ts';
import { fillShape, type MailData } from './mail-data.ts';
import type { MailClass } from './manifest.ts';
import { tidyText } from './text-of-html.ts';

/** Longest subject, in characters; mailboxes show far less, and a header line has an end (RFC 5322 2.1.1). */
const MAX_SUBJECT_LENGTH = 300;

export interface RenderRequest {
  /** A mail's name, its folder in `templates/`. */
  name: string;
  /** The reader's language. */
  locale: Locale;
  /** The business's language, for mails that do not exist in the reader's; then English. */
  defaultLocale?: Locale;
  /** What the template declares beside `business` and `links`: `customer`, `purchase`, `issue`, `digest` ... */
  data: MailData;
  brand: Brand;
  /** `unsubscribe` is needed by marketing mails. */
  links: Readonly<Record<string, string>>;
  /** IANA name, for dates; UTC unless told. */
  timeZone?: string;
  /** Unless told, what readers of the mail's language expect. */
  calendar?: Calendar;
}

export interface RenderedMail {
  /** One line without control characters, not yet encoded for a header. */
  subject: string;
  html: string;
  text: string;
  /** The language it was written in, which is not always the one asked for. */
  locale: Locale;
  class: MailClass;
  /** Of the template: `shipped:4f0c21a9`, `own:3`. */
  version: string;
}

/**
 * Writes one mail. Throws a WafaError when its data lacks something, a RangeError when no mail of that name is loaded.
 * Data is only ever put in, never read as a template: a customer called `{{evil}}` is called so in the mail.
 */
export function renderMail(templates: TemplateSet, request: RenderRequest): RenderedMail {
  const template = templateNamed(templates, request.name);
  const { locale, mail } = chooseLocale(template, request.locale, request.defaultLocale);
  const given = { ...request.data, business: businessValues(request.brand), links: request.links };
  const data = fillShape(template.shape, given, locale, template.name);
  const context: RenderContext = {
    kind: 'text',
    locale,
    calendar: request.calendar ?? defaultCalendar(locale),
    timeZone: request.timeZone ?? 'UTC',
  };
  return {
    subject: anchorDirection(headerSafe(mail.subject(data, context)), locale),
    html: mail.html(data, { ...context, kind: 'html' }),
    text: anchorDirection(tidyText(mail.text(data, context)), locale),
    locale,
    class: template.class,
    version: template.version,
  };
}

function templateNamed(templates: TemplateSet, name: string): Template {
  const template = templates.get(name);
  if (template) return template;
  const near = nearestName(name, templates.keys());
  throw new RangeError(`there is no mail "${name}"${near === undefined ? '' : `: did you mean "${near}"?`}`);
}

function chooseLocale(
  template: Template,
  ...wanted: (Locale | undefined)[]
): { locale: Locale; mail: CompiledMail } {
  for (const locale of [...wanted, 'en' as const]) {
    const mail = locale && template.locales.get(locale);
    if (locale && mail) return { locale, mail };
  }
  throw new RangeError(`the mail "${template.name}" exists in no language that can be used`);
}

function headerSafe(subject: string): string {
  const line = subject.replace(/[\s\u2028\u2029]+/g, ' ').trim();
  return line.length > MAX_SUBJECT_LENGTH ? `${line.slice(0, MAX_SUBJECT_LENGTH - 1).toWellFormed()}…` : line;
}
