import { existsSync } from 'node:fs';
import { installPackages } from './apt.ts';
import { findPostgresBinaries } from './postgres-binaries.ts';
import { findProgram } from './unprivileged.ts';

const TOOL_NAMES = [
  'dovecot',
  'doveadm',
  'dovecot-lmtpd',
  'smtp-sink',
  'smtp-source',
  'mbsync',
  'postgres',
  'chromium',
] as const;

/** Programs of the machine that some suites drive. */
export type ToolName = (typeof TOOL_NAMES)[number];

/** A tool that is not there, and what cannot run because of it. */
export interface MissingTool {
  readonly name: ToolName;
  readonly package: string;
  /** The suites that wait for it: `flows` and `postgres` are vitest projects, `bench` is `npm run bench`. */
  readonly suites: readonly Suite[];
  readonly why: string;
}

export type Suite = 'postgres' | 'flows' | 'bench';

/** Where the tool is (a program's path, a folder for Postgres), or undefined. */
export function findTool(name: ToolName): string | undefined {
  return TOOLS[name].find();
}

/** Like `findTool`, but throws with the name of the package that has it. */
export function requireTool(name: ToolName): string {
  const found = findTool(name);
  if (found === undefined) throw new Error(`${name} is not installed (package ${TOOLS[name].package})`);
  return found;
}

/** The tools that the given suites need. */
export function toolsOf(...suites: Suite[]): ToolName[] {
  return TOOL_NAMES.filter((name) => TOOLS[name].suites.some((suite) => suites.includes(suite)));
}

/**
 * Installs what is missing of `names` with apt, when we are root and apt is there, telling each step to `say`.
 * Answers what is still missing after that, each with the reason. `TEST_DATABASE_URL` makes Postgres needless.
 */
export async function ensureTools(
  names: readonly ToolName[],
  say: (line: string) => void,
): Promise<MissingTool[]> {
  const absent = names.filter((name) => findTool(name) === undefined);
  if (absent.length === 0) return [];
  const packages = [...new Set(absent.map((name) => TOOLS[name].package))];
  const refused = await installPackages(packages, say).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  return absent
    .filter((name) => findTool(name) === undefined)
    .map((name) => ({
      name,
      package: TOOLS[name].package,
      suites: TOOLS[name].suites,
      why: refused ?? `package ${TOOLS[name].package} was installed, but has no ${name}`,
    }));
}

interface Tool {
  readonly package: string;
  readonly suites: readonly Suite[];
  find(): string | undefined;
}

const TOOLS: Record<ToolName, Tool> = {
  dovecot: program('dovecot', 'dovecot-imapd', ['flows', 'bench']),
  doveadm: program('doveadm', 'dovecot-imapd', ['flows', 'bench']),
  'dovecot-lmtpd': {
    package: 'dovecot-lmtpd',
    suites: ['flows', 'bench'],
    find: () => LMTP_PLACES.find((place) => existsSync(place)),
  },
  'smtp-sink': program('smtp-sink', 'postfix', ['flows', 'bench']),
  'smtp-source': program('smtp-source', 'postfix', ['bench']),
  mbsync: program('mbsync', 'isync', ['bench']),
  postgres: {
    package: 'postgresql',
    suites: ['postgres', 'flows', 'bench'],
    find: () => process.env['TEST_DATABASE_URL'] ?? findPostgresBinaries()?.folder,
  },
  chromium: program('chromium', 'chromium', ['flows']),
};

const LMTP_PLACES = ['/usr/lib/dovecot/lmtp', '/usr/libexec/dovecot/lmtp', '/usr/local/libexec/dovecot/lmtp'];

function program(name: string, packageName: string, suites: readonly Suite[]): Tool {
  return { package: packageName, suites, find: () => findProgram(name) };
}
