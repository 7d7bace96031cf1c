import { nameFromAddress, tidyName } from '../customers/match/person-name.ts';
import { parseAddress } from '../lib/email-address.ts';

/** Who gets the weekly report. */
export interface NewManager {
  name: string;
  email: string;
}

/** `Maryam <maryam@bakery.example>`, or only the address; undefined when there is none in it. */
export function parseManager(given: string): NewManager | undefined {
  const match = /^([^<>]*)<([^<>]*)>$/.exec(given.trim());
  const email = parseAddress(match?.[2] ?? given);
  if (email === undefined) return undefined;
  const name = tidyName(match?.[1] ?? '');
  return { name: name === '' ? nameFromAddress(email) : name, email };
}
