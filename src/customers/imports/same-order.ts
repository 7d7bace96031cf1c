import { canonicalAddress } from '../../lib/email-address.ts';
import type { NamedPerson } from '../identify/named-person.ts';
import type { Cell, ReadProblem, ReadSettings } from './importer.ts';
import { readPerson } from './read-person.ts';

/** The rows of an order read as one: each field from the first row that has it. */
export function wholeOrder(rows: readonly Cell[]): Cell {
  const [only] = rows;
  if (only !== undefined && rows.length === 1) return only;
  return (field) => {
    for (const cell of rows) {
      const text = cell(field);
      if (text !== '') return text;
    }
    return '';
  };
}

/** The first row that names another buyer than the order has; a row that names none is of the same. */
export function otherBuyer(
  buyer: NamedPerson,
  rows: readonly Cell[],
  settings: ReadSettings,
): ReadProblem | undefined {
  for (const [row, cell] of rows.entries()) {
    if (row === 0 || BUYER_FIELDS.every((field) => cell(field) === '')) continue;
    const person = readPerson(cell, settings);
    if ('problem' in person) return { ...person, row };
    if (!sameBuyer(buyer, person))
      return { problem: `order ${cell('order')} is of another buyer in the rows above`, row };
  }
  return undefined;
}

const BUYER_FIELDS = ['email', 'customer', 'phone'];

/** As far as both tell, by the surest first. */
function sameBuyer(one: NamedPerson, other: NamedPerson): boolean {
  if (one.email !== undefined && other.email !== undefined)
    return canonicalAddress(one.email) === canonicalAddress(other.email);
  if (one.externalId !== undefined && other.externalId !== undefined)
    return one.externalId.id === other.externalId.id;
  return one.phone === undefined || other.phone === undefined || one.phone === other.phone;
}
