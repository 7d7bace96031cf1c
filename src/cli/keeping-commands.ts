import path from 'node:path';
import type { Command } from 'commander';
import { configFile, loadConfig } from '../config/read-config.ts';
import { silentLog } from '../lib/log.ts';
import type { Terminal } from '../lib/terminal.ts';
import type { Backup } from '../operations/backup.ts';
import { formatFolders } from '../operations/format-folders.ts';
import { formatStatus } from '../operations/format-status.ts';
import type { Status } from '../operations/status.ts';
import type { FolderStatusReport } from '../operations/status-folders.ts';
import { type CommonOptions, perform, performSomewhere, print } from './perform.ts';
import { revive } from './revive.ts';

/** `status`, `migrate`, `backup`: looking after an installation. */
export function addKeepingCommands(program: Command, terminal: Terminal): void {
  program
    .command('status')
    .description('what is connected, how far it is read, what waits and what was sent')
    .option('--folders', 'where every mail of every folder is: server, stored, skipped and why, gaps, gone')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExamples:\n  npx wafa status --json | jq .backlog\n  npx wafa status --folders')
    .action(async ({ folders = false }: { folders?: boolean }, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      if (folders) {
        const report = revive(await perform<FolderStatusReport>(options, 'status-folders', {}));
        print(terminal, options, report, formatFolders);
        return;
      }
      const { result, alone } = await performSomewhere(options, 'status', {});
      const stopped = alone ? ['No Wafa is running here: nothing is read or sent (npx wafa start)'] : [];
      print(terminal, options, revive(result as Status & { now: Date }), (status) => [
        ...formatStatus(status, status.now),
        ...stopped,
      ]);
    });

  program
    .command('migrate')
    .description('bring the database to the schema of this version; run twice it does no harm')
    .option('--json', 'one JSON object')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const config = loadConfig(configFile(options.config));
      const { migrate } = await import('../database/migrate.ts');
      const { openDatabase } = await import('../database/open.ts');
      const { openJobs } = await import('../schedule/jobs.ts');
      const { databasePlace } = await import('../schedule/workspace.ts');
      const database = await openDatabase(databasePlace(config), () => {});
      try {
        const ran = await migrate(database.db);
        const jobs = await openJobs(database, silentLog(), { migrate: true });
        await jobs.close();
        print(terminal, options, { ran }, () =>
          ran.length === 0 ? ['The database is up to date.'] : ran.map((name) => `ran ${name}`),
        );
      } finally {
        await database.close();
      }
    });

  program
    .command('backup <folder>')
    .description('copy the embedded database, large messages and the signing key into a new folder')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  npx wafa backup backups/$(date +%F)')
    .action(async (folder: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const made = await perform<Backup>(options, 'backup', { to: path.resolve(folder) });
      print(terminal, options, made, ({ folder: place, databaseBytes }) => [
        `Backed up into ${place} (database ${Math.ceil(databaseBytes / 1_000_000)} MB). HOW-TO-RESTORE.txt there says how to go back.`,
      ]);
    });
}
