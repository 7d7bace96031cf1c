import type { Command } from 'commander';
import type { Rotation } from '../businesses/secrets/rotate-key.ts';
import type { Terminal } from '../lib/terminal.ts';
import { type CommonOptions, perform, print } from './perform.ts';

interface RotateOptions extends CommonOptions {
  forgetLost?: boolean;
}

/** `key`: what stored passwords and tokens are sealed with. */
export function addKeyCommands(program: Command, terminal: Terminal): void {
  const key = program.command('key').description('the key that stored passwords and tokens are sealed with');

  key
    .command('rotate')
    .description('make a new key and seal everything anew; cut off, it goes on when it is run again')
    .option('--forget-lost', 'forget secrets that no key opens any more; sign in again afterwards')
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      '\nExample:\n  npx wafa key rotate     after somebody left who could read the data folder',
    )
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<RotateOptions>();
      const done = await perform<Rotation>(options, 'key-rotate', {
        forgetLost: options.forgetLost ?? false,
      });
      print(terminal, options, done, ({ keyId, sealed, resumed, forgotten, keysForgotten }) => [
        `${resumed ? 'Finished the rotation that was begun: secrets have' : 'Secrets have'} the key ${keyId} now (${sealed} sealed anew, ${keysForgotten} old keys taken away).`,
        ...forgotten.map((place) => `Forgotten, because nothing opens it: ${place}`),
        ...(forgotten.length > 0 ? ['Sign in to those mailboxes again with npx wafa login.'] : []),
      ]);
    });
}
