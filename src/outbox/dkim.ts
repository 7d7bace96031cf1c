import { createPrivateKey } from 'node:crypto';
import type { SendingSettings } from '../config/schema.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { dkimSignature } from './dkim-signature.ts';

/** Puts a DKIM-Signature (RFC 6376) in front of a mail. */
export type DkimSigner = (mail: Buffer) => Promise<Buffer>;

/**
 * A signer with the configured key, parsed once. RSA only, of 1024 bits or more (RFC 8301); use 2048. Both
 * List-Unsubscribe fields are under the signature, as RFC 8058 section 4 demands. Throws a WafaError on a key that cannot sign.
 */
export function dkimSigner(settings: NonNullable<SendingSettings['dkim']>): DkimSigner {
  const privateKey = parseKey(settings.privateKey);
  const key = { domain: settings.domain, selector: settings.selector, privateKey };
  return async (mail) => {
    const field = await dkimSignature(mail, key, SIGNED_FIELDS);
    return Buffer.concat([Buffer.from(`${field}\r\n`, 'latin1'), mail]);
  };
}

function parseKey(pem: string) {
  const refuse = (what: string, cause?: unknown) =>
    new WafaError(`sending.dkim.privateKey ${what}`, {
      hint: 'make one with: openssl genrsa -out dkim.pem 2048',
      exitCode: ExitCode.configuration,
      cause,
    });
  let key: ReturnType<typeof createPrivateKey>;
  try {
    key = createPrivateKey(pem);
  } catch (error) {
    throw refuse('is not a private key in PEM', error);
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== 'rsa') throw refuse(`is ${key.asymmetricKeyType}, and only rsa is supported`);
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
