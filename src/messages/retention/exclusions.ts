import { canonicalAddress, domainOf } from '../../lib/email-address.ts';

/** Whose mail is not kept, and in which folders (`retention.exclude`). */
export interface Exclusions {
  /** Canonical addresses. */
  addresses: ReadonlySet<string>;
  /** Domains; everything below them is meant, too. */
  domains: ReadonlySet<string>;
  /** Paths of folders, in lower case; what lies below them is meant, too. */
  folders: ReadonlySet<string>;
}

/** Why a mail is left out, as it is counted. */
export type LeftOutReason =
  | 'excluded address'
  | 'excluded domain'
  | 'excluded folder'
  | 'nobody we know'
  | 'erased person'
  | 'could not be read';

/** The exclusions as the configuration has them. */
export function readExclusions(settings: {
  addresses: readonly string[];
  domains: readonly string[];
  folders: readonly string[];
}): Exclusions {
  return {
    addresses: new Set(settings.addresses.flatMap((address) => canonicalAddress(address) ?? [])),
    domains: new Set(settings.domains.map((domain) => domain.replace(/^[@.]+/, '').toLowerCase())),
    folders: new Set(settings.folders.map(plainPath)),
  };
}

/** Whether one of the canonical addresses in a mail is excluded, and by what; undefined when it may be kept. */
export function excludedPerson(
  exclusions: Exclusions,
  canonicals: Iterable<string>,
): 'excluded address' | 'excluded domain' | undefined {
  if (exclusions.addresses.size + exclusions.domains.size === 0) return undefined;
  for (const canonical of canonicals) {
    if (exclusions.addresses.has(canonical)) return 'excluded address';
    const labels = domainOf(canonical).split('.');
    if (labels.some((_, at) => exclusions.domains.has(labels.slice(at).join('.')))) return 'excluded domain';
  }
  return undefined;
}

/** Whether a folder, or one above it, is excluded; its path is parted by `/` or `.`. */
export function isExcludedFolder(exclusions: Exclusions, path: string): boolean {
  if (exclusions.folders.size === 0) return false;
  const parts = plainPath(path).split('/');
  return parts.some((_, at) => exclusions.folders.has(parts.slice(0, at + 1).join('/')));
}

function plainPath(path: string): string {
  return path
    .toLowerCase()
    .replaceAll(/[./]+/g, '/')
    .replace(/^\/|\/$/g, '');
}
