import type { Locale } from '../../lib/locale.ts';
import type { SourceFile } from '../template-files.ts';
import { placeAt, type TemplateProblem } from '../template-problem.ts';
import { EXPRESSION } from '../text-of-html.ts';
import { TOKEN } from '../words.ts';

/** A file of a mail in one language, as a check reads it. */
export interface CheckedFile {
  file: SourceFile;
  locale: Locale;
}

/** A finding at an offset of a file. */
export function warningAt(file: SourceFile, offset: number, message: string): TemplateProblem {
  return { severity: 'warning', file: file.path, ...placeAt(file.text, offset), message };
}

/**
 * What readers see of a source: everything else (tags, comments, styles, expressions, tokens) is hidden behind signs that
 * are no letters and no spaces, so that offsets stay what they are in the file.
 */
export function visibleText({ path, text }: SourceFile): string {
  // Expressions first: a quoted value in one may look like a tag.
  const written = hide(hide(text, EXPRESSION), TOKEN);
  return path.endsWith('.hbs') ? written : hide(hide(written, NOT_TEXT), TAG);
}

const NOT_TEXT = /<!--[\s\S]*?-->|<(mj-style|style)\b[\s\S]*?<\/\1>/g;
/** A `>` inside of a quoted attribute does not end a tag. */
const TAG = /<\/?[a-z](?:"[^"]*"|'[^']*'|[^"'>])*>/gi;
const HIDDEN = '\ufffc';

function hide(text: string, pattern: RegExp): string {
  return text.replace(pattern, (found) => found.replace(/[^\n]/g, HIDDEN));
}
