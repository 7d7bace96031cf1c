import { InvalidArgumentError } from 'commander';

/** The value of an option such as `--limit`: a whole number from 1. */
export function count(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Write a whole number from 1.');
}
