import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeFolder, temporaryFolder } from './temporary-folder.ts';

/** A certificate authority of the tests' own. */
export interface Authority {
  /** PEM, for clients that are to trust it. */
  readonly ca: string;
  /** The same as a file, for NODE_EXTRA_CA_CERTS. */
  readonly caFile: string;
  /** A certificate for these names and IP addresses; `days` may be negative: it has run out. */
  issue(names: readonly string[], options?: { days?: number }): IssuedCertificate;
  remove(): void;
}

interface IssuedCertificate {
  readonly cert: string;
  readonly key: string;
}

export function makeAuthority(): Authority {
  const folder = temporaryFolder('authority');
  const file = (name: string) => join(folder, name);
  openssl(
    `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3 -subj /CN=Bakery-Authority -keyout ${file('ca.key')} -out ${file('ca.pem')}`,
  );
  let issued = 0;
  return {
    ca: readFileSync(file('ca.pem'), 'utf8'),
    caFile: file('ca.pem'),
    issue(names, { days = 2 } = {}) {
      const own = `server${++issued}`;
      const [keyFile, certFile, request] = [file(`${own}.key`), file(`${own}.pem`), file(`${own}.csr`)];
      writeFileSync(
        file(`${own}.ext`),
        `subjectAltName=${names.map((name) => `${/^[\d.]+$/.test(name) ? 'IP' : 'DNS'}:${name}`).join(',')}\n`,
      );
      openssl(
        `req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=${names[0]} -keyout ${keyFile} -out ${request}`,
      );
      openssl(
        `x509 -req -in ${request} -CA ${file('ca.pem')} -CAkey ${file('ca.key')} -CAcreateserial -extfile ${file(`${own}.ext`)} -days ${days} -out ${certFile}`,
      );
      return { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
    },
    remove: () => removeFolder(folder),
  };
}

function openssl(command: string): void {
  const result = spawnSync('openssl', command.split(' '), { encoding: 'utf8' });
  if (result.error) throw new Error('openssl is needed for TLS in tests', { cause: result.error });
  if (result.status !== 0) throw new Error(`openssl failed: ${result.stderr}`);
}
