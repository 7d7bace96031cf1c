import { arabicCustomers } from './people-ar.ts';
import { driftingCustomers } from './people-drifting.ts';
import { englishCustomers } from './people-en.ts';
import { persianCustomers } from './people-fa.ts';
import type { Person } from './person.ts';

/** Everybody who ever ordered, in three languages. */
export const customers: readonly Person[] = [
  ...englishCustomers,
  ...arabicCustomers,
  ...persianCustomers,
  ...driftingCustomers,
];

/** Longer than Wafa waits before it calls a customer inactive. */
const LOST_DAYS = 120;

/** Who ordered, and has not been heard of for so long that anybody would call them lost. */
export const silentCustomers: readonly Person[] = customers.filter(
  ({ silentDays }) => silentDays > LOST_DAYS,
);

/** The customer whose order arrives while the demo runs. */
export function longtimeCustomer(): Person {
  const found = customers.find(({ addresses }) => addresses.includes(LONGTIME_ADDRESS));
  if (found === undefined) throw new Error(`nobody has the address ${LONGTIME_ADDRESS}`);
  return found;
}

const LONGTIME_ADDRESS = 'shirin.mohammadi@nameh.example';
