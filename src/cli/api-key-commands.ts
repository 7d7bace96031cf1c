import type { Command } from 'commander';
import type { ApiKey, ListedApiKey } from '../businesses/api-keys.ts';
import type { Terminal } from '../lib/terminal.ts';
import { type CommonOptions, perform, print } from './perform.ts';
import { revive } from './revive.ts';
import { minute, table } from './table.ts';

/** `api-keys`: who may ask the API. */
export function addApiKeyCommands(program: Command, terminal: Terminal): void {
  const keys = program
    .command('api-keys')
    .description('keys with which other programs ask the API (docs/api.md)');

  keys
    .command('list', { isDefault: true })
    .description('every key, when it was used last and whether it was revoked')
    .option('--json', 'one JSON list')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const rows = revive(await perform<ListedApiKey[]>(options, 'api-keys-list', {}));
      print(terminal, options, rows, (listed) =>
        listed.length === 0
          ? ['There are no keys.']
          : table(
              listed.map(({ id, name, createdAt, lastUsedAt, revokedAt }) => [
                id,
                name,
                `made ${minute(createdAt)}`,
                lastUsedAt === null ? 'never used' : `used ${minute(lastUsedAt)}`,
                revokedAt === null ? '' : `revoked ${minute(revokedAt)}`,
              ]),
            ),
      );
    });

  keys
    .command('create <name>')
    .description('a new key, shown this once; name it after the program that will use it')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  npx wafa api-keys create "till at the counter"')
    .action(async (name: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const made = await perform<ApiKey & { key: string }>(options, 'api-key-create', { name });
      print(terminal, options, made, ({ key }) => [key, 'Keep it now: it is not shown again.']);
    });

  keys
    .command('revoke <name-or-id>')
    .description('from now on nobody gets in with it')
    .option('--json', 'one JSON object')
    .action(async (which: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const done = await perform<{ revoked: number }>(options, 'api-key-revoke', { which });
      print(terminal, options, done, ({ revoked }) => [
        `Revoked ${revoked === 1 ? 'it' : `${revoked} keys`}.`,
      ]);
    });
}
