import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** PEM files of a certificate for 127.0.0.1 and localhost, signed by itself: clients must be told to trust it. */
export function makeCertificate(folder: string): { certificate: string; key: string } {
  const certificate = join(folder, 'certificate.pem');
  const key = join(folder, 'key.pem');
  const request =
    'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1,DNS:localhost';
  const result = spawnSync('openssl', [...request.split(' '), '-keyout', key, '-out', certificate], {
    encoding: 'utf8',
  });
  if (result.error) throw new Error('openssl is needed for TLS in tests', { cause: result.error });
  if (result.status !== 0) throw new Error(`openssl failed: ${result.stderr}`);
  return { certificate, key };
}
