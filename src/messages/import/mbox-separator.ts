/**
 * Whether a line that begins with `From ` begins a mail (RFC 4155, and what programs write instead). `blankBefore`: an
 * empty line, or nothing, stands before it. `nextLine`: the beginning of the line that follows.
 *
 * A line with a time and a year after an empty line is one. Where the empty line is missing, what follows must look
 * like a header; where the date is missing, too, it must be a header that mail begins with, since prose may begin with
 * `From `. What is in doubt stays text of the mail before: then nothing is lost, whereas a mail cut in two is wrong twice.
 */
export function isSeparator(line: string, blankBefore: boolean, nextLine: string): boolean {
  if (DATED.test(line)) return blankBefore || ANY_FIELD.test(nextLine);
  return blankBefore && UNDATED.test(line) && FIRST_FIELD.test(nextLine);
}

/** Characters of a separator, and of the line after it, that are looked at. */
export const MAX_SEPARATOR_LENGTH = 1000;
export const NEXT_LINE_LENGTH = 100;

/** `From maryam@bakery.example Fri Apr  5 12:00:00 2024`, `From - Fri ...`, Takeout's `From 123@xxx Fri Apr 05 12:00:00 +0000 2024`. */
const DATED = /^From (?=.*\b\d{4}\b).*\b\d{1,2}:\d{2}\b/;
/** `From karim@workshop.example`, `From -`. */
const UNDATED = /^From \S*\s*$/;
const ANY_FIELD = /^(?:>?From |[!-9;-~]{1,76}[ \t]*:)/;
const FIRST_FIELD =
  /^(?:return-path|received|delivered-to|envelope-to|from|to|cc|subject|date|message-id|mime-version|content-type|reply-to|sender|authentication-results|dkim-signature|arc-seal|status|x-[a-z0-9-]+)[ \t]*:/i;
