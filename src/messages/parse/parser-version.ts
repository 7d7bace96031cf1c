/** Raised whenever reading changes what is stored: messages read by an older version may be read again. */
export const PARSER_VERSION = 3;
