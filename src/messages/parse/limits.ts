/**
 * What one message may cost. The first group is held against the raw bytes before any parser sees them and ends in
 * quarantine; the second only shortens what is kept, and says so in `ParsedMessage.shortened`.
 */

/** Raw size of a mail that is parsed at all; larger ones stay raw. */
export const MAX_RAW_BYTES = 100 * 1024 * 1024;
/** Bytes of the top header, and of all part headers together. */
export const MAX_HEADER_BYTES = 1024 * 1024;
/** Fields in the top header. */
export const MAX_HEADER_FIELDS = 2000;
/** Fields in the headers of all parts together. */
export const MAX_PART_HEADER_FIELDS = 20_000;
/** Addresses in To, Cc and Bcc together. */
export const MAX_RECIPIENTS = 5000;
/** MIME parts, at any depth. */
export const MAX_PARTS = 900;
/** Multiparts inside multiparts. */
export const MAX_NESTING_DEPTH = 50;

/** Characters of plain text kept. */
export const MAX_TEXT_LENGTH = 500_000;
/** Characters of HTML kept for display. */
export const MAX_HTML_LENGTH = 2_000_000;
/**
 * Octets of one text that are decoded at all: more than the characters kept, whatever the charset and the encoding (a pair
 * of UTF-16 units takes at most twelve octets of quoted-printable).
 */
export const MAX_DECODED_BYTES = 13_000_000;
/** Characters of HTML that are turned into text; a newsletter is 30,000 to 100,000. */
export const MAX_CONVERTED_HTML_LENGTH = 500_000;
/** Open elements inside each other that an HTML conversion follows; browsers stop at 512. */
export const MAX_HTML_DEPTH = 200;
/** Characters of one header field kept. */
export const MAX_HEADER_VALUE_LENGTH = 20_000;
/** Characters of the subject kept. */
export const MAX_SUBJECT_LENGTH = 2000;
/** Characters of a display name or file name kept. */
export const MAX_NAME_LENGTH = 300;
/** Message-IDs of References kept: the first (the root) and the most recent ones. */
export const MAX_REFERENCES = 100;
/** Characters of one Message-ID kept; RFC 5322 lines end at 998. */
export const MAX_MESSAGE_ID_LENGTH = 998;
/** Bytes of a report part (delivery status, feedback report, returned headers) kept for understanding. */
export const MAX_REPORT_BYTES = 256 * 1024;
/** Report parts kept. */
export const MAX_REPORTS = 20;
/** Characters of text that classification, bounce reading and reply extraction look at. */
export const MAX_UNDERSTOOD_LENGTH = 200_000;
