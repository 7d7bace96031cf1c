import { audit } from '../businesses/audit.ts';
import type { KeyRing } from '../businesses/secrets/key-ring.ts';
import { forgetSecret, readSecret, storeSecret } from '../businesses/secrets/secrets.ts';
import { inBusiness } from '../database/in-business.ts';
import type { Db, Tx } from '../database/tables.ts';
import { canonicalAddress } from '../lib/email-address.ts';
import { type Credentials, keysMissing } from './credentials.ts';

/** Which mailbox, and what its password is sealed with. */
export interface PasswordPlace {
  businessId: string;
  mailbox: string;
  /** A password is only for the address it was given for, whatever the mailbox is called later. */
  address: string;
  ring: KeyRing;
}

const PURPOSE = 'password';

/** Keeps a password that a person gave (`wafa login`), sealed. */
export async function storePassword(
  tx: Tx,
  place: PasswordPlace,
  password: string,
  { actor, now }: { actor: string; now: Date },
): Promise<void> {
  await storeSecret(tx, place.ring, secretOf(place), JSON.stringify({ address: place.address, password }));
  await audit(tx, { actor, action: 'stored the password of a mailbox', subject: place.mailbox, at: now });
}

/** Forgets the password; true when there was one. */
export function forgetPassword(tx: Tx, place: Omit<PasswordPlace, 'ring' | 'address'>): Promise<boolean> {
  return forgetSecret(tx, secretOf(place));
}

/** The password that is kept, read for every new connection; none when nobody gave one. */
export function storedPassword(db: Db, place: PasswordPlace): Credentials {
  return {
    async current() {
      const text = await inBusiness(db, place.businessId, (tx) =>
        readSecret(tx, place.ring, secretOf(place)),
      ).catch(keysMissing);
      if (text === undefined) return undefined;
      const { address, password } = JSON.parse(text) as { address: string; password: string };
      if (canonicalAddress(address) !== canonicalAddress(place.address)) return undefined;
      return { kind: 'password', password };
    },
    after: () => Promise.resolve(undefined),
  };
}

function secretOf({ businessId, mailbox }: Omit<PasswordPlace, 'ring' | 'address'>) {
  return { businessId, mailbox, purpose: PURPOSE };
}
