import { compileTemplate, type Write } from './compile-template.ts';
import { textTemplateOf } from './text-of-html.ts';

/** A mail in one language, put together and checked, its expressions still in it. */
export interface MailSources {
  subject: string;
  html: string;
  /** Made from the HTML where a mail has no text of its own. */
  text?: string | undefined;
}

/** A mail in one language, ready to be written. */
export interface CompiledMail {
  subject: Write;
  html: Write;
  text: Write;
  sources: MailSources;
}

/** Each part is compiled when the first mail is written: most starts write none, and few mails are written by all. */
export function compiledMail(sources: MailSources): CompiledMail {
  const { subject, html, text } = sources;
  return {
    subject: whenFirstUsed(() => compileTemplate(subject, 'text')),
    html: whenFirstUsed(() => compileTemplate(html, 'html')),
    text: whenFirstUsed(() => compileTemplate(text ?? textTemplateOf(html), 'text')),
    sources,
  };
}

function whenFirstUsed(compile: () => Write): Write {
  let write: Write | undefined;
  return (data, context) => {
    write ??= compile();
    return write(data, context);
  };
}
