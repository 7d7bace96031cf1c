import { domainOf } from '../../lib/email-address.ts';

/**
 * One key for all canonical addresses that a provider delivers to one mailbox: it owns several domains, and a name of it
 * is given once for all of them. Only what providers state themselves; an address of any other domain is its own key.
 */
export function accountOf(canonical: string): string {
  const domain = domainOf(canonical);
  const provider = PROVIDERS.find(({ domains }) => domains.has(domain));
  if (!provider) return canonical;
  const local = canonical.slice(0, canonical.lastIndexOf('@'));
  return `${provider.tidy(local)}@${provider.name}`;
}

interface Provider {
  name: string;
  domains: ReadonlySet<string>;
  tidy(local: string): string;
}

const PROVIDERS: readonly Provider[] = [
  {
    name: 'icloud.com',
    domains: new Set(['icloud.com', 'me.com', 'mac.com']),
    tidy: (local) => local,
  },
  {
    // Dots, hyphens and underscores make no difference there either.
    name: 'proton.me',
    domains: new Set(['proton.me', 'protonmail.com', 'pm.me']),
    tidy: (local) => local.replace(/[._-]/g, ''),
  },
  {
    // A dot and a hyphen are one.
    name: 'yandex.com',
    domains: new Set([
      'yandex.com',
      'yandex.ru',
      'yandex.by',
      'yandex.kz',
      'yandex.com.tr',
      'ya.ru',
      'narod.ru',
    ]),
    tidy: (local) => local.replaceAll('.', '-'),
  },
];
