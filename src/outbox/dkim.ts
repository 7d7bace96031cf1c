import { createPrivateKey } from 'node:crypto';
import type { SendingSettings } from '../config/schema.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { dkimSignature, type SigningKey } from './dkim-signature.ts';

/** Puts a DKIM-Signature (RFC 6376) in front of a mail. */
export type DkimSigner = (mail: Buffer) => Promise<Buffer>;

/**
 * A signer with the configured keys, parsed once: RSA of 1024 bits or more (RFC 8301; use 2048), and Ed25519 (RFC 8463)
 * beside one. Both List-Unsubscribe fields are under each signature, as RFC 8058 section 4 demands. Throws a WafaError on
 * keys that cannot sign.
 */
export function dkimSigner(settings: NonNullable<SendingSettings['dkim']>): DkimSigner {
  const keys = signingKeys(settings);
  return async (mail) => {
    const fields = await Promise.all(keys.map((key) => dkimSignature(mail, key, SIGNED_FIELDS)));
    return Buffer.concat([...fields.map((field) => Buffer.from(`${field}\r\n`, 'latin1')), mail]);
  };
}

/** The configured keys; the first is the one that every receiver understands. Throws a WafaError on keys that cannot sign. */
export function signingKeys({
  domain,
  selector,
  privateKey,
  more,
}: NonNullable<SendingSettings['dkim']>): SigningKey[] {
  const keys = [{ selector, privateKey }, ...more].map((key) => ({
    domain,
    selector: key.selector,
    privateKey: parseKey(key.privateKey),
  }));
  if (keys.every((key) => key.privateKey.asymmetricKeyType !== 'rsa'))
    throw new WafaError('sending.dkim has no RSA key, and many receivers know no other', {
      hint: 'make one with: npx wafa dkim make',
      exitCode: ExitCode.configuration,
    });
  return keys;
}

function parseKey(pem: string) {
  const refuse = (what: string, cause?: unknown) =>
    new WafaError(`sending.dkim.privateKey ${what}`, {
      hint: 'make one with: npx wafa dkim make',
      exitCode: ExitCode.configuration,
      cause,
    });
  let key: ReturnType<typeof createPrivateKey>;
  try {
    key = createPrivateKey(pem);
  } catch (error) {
    throw refuse('is not a private key in PEM', error);
  }
  if (key.asymmetricKeyType === 'ed25519') return key;
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== 'rsa')
    throw refuse(`is ${key.asymmetricKeyType}; use rsa, or ed25519 beside it`);
  if (bits < MIN_RSA_BITS) throw refuse(`has ${bits} bits, and receivers want ${MIN_RSA_BITS} or more`);
  return key;
}

const MIN_RSA_BITS = 1024;
const SIGNED_FIELDS = [
  'From',
  'Reply-To',
  'To',
  'Subject',
  'Date',
  'Message-ID',
  'In-Reply-To',
  'References',
  'MIME-Version',
  'Content-Type',
  'Content-Transfer-Encoding',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
  'Auto-Submitted',
];
