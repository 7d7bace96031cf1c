import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { requireTool } from '../support/tools.ts';
import type { Subject } from './measure.ts';

/** The floor of keeping: mbsync, written in C, pulls the whole mailbox into an empty Maildir in memory. */
export function mbsyncSubject(options: {
  port: number;
  user: string;
  password: string;
  messages: number;
}): Subject & { remove(): void } {
  const folder = temporaryFolder('mbsync', { inMemory: true });
  const target = join(folder, 'mail');
  const configuration = join(folder, 'mbsyncrc');
  writeFileSync(configuration, settings({ ...options, folder: target }), { mode: 0o600 });
  return {
    name: 'mbsync into memory',
    messages: options.messages,
    command: requireTool('mbsync'),
    args: ['--quiet', '--config', configuration, 'bench'],
    before: () => {
      removeFolder(target);
      mkdirSync(target);
    },
    check: () => {
      const stored = ['new', 'cur'].flatMap((name) => readdirSync(join(target, 'INBOX', name))).length;
      if (stored !== options.messages) throw new Error(`mbsync stored ${stored} of ${options.messages}`);
    },
    remove: () => removeFolder(folder),
  };
}

function settings(options: { port: number; user: string; password: string; folder: string }): string {
  return `FSync no

IMAPAccount dovecot
Host 127.0.0.1
Port ${options.port}
User ${options.user}
Pass ${options.password}
SSLType None
AuthMechs LOGIN
DisableExtension COMPRESS=DEFLATE

IMAPStore far
Account dovecot

MaildirStore near
Path ${options.folder}/
Inbox ${options.folder}/INBOX
SubFolders Verbatim

Channel bench
Far :far:
Near :near:
Patterns INBOX
Create Near
Sync Pull
SyncState ${options.folder}/
`;
}
