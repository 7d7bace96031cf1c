import { flushCompileCache } from 'node:module';
import type { Command } from 'commander';
import { configFile, loadConfig } from '../config/read-config.ts';
import { ExitCode } from '../lib/errors.ts';
import { createLog } from '../lib/log.ts';
import type { Terminal } from '../lib/terminal.ts';
import { showHistory } from './history-progress.ts';
import type { CommonOptions } from './perform.ts';
import { abortOnSignal, untilSignal } from './until-signal.ts';

/** `start` and `demo`: what keeps running. */
export function addDaemonCommands(program: Command, terminal: Terminal): void {
  program
    .command('start')
    .description('run the daemon: read, log, match, notice, and send what is switched on; ends with Ctrl-C')
    .addHelpText('after', '\nExample:\n  npx wafa start --config config/wafa.yaml 2>> wafa.log')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const config = loadConfig(configFile(options.config));
      // Before anything is begun, so that whoever ends it while it starts finds it closed in order.
      const signal = abortOnSignal();
      const { startDaemon } = await import('../app.ts');
      const daemon = await startDaemon(config, createLog(config.log.level), {
        onHistory: showHistory(terminal),
      });
      terminal.line(`Wafa is running. Look at ${daemon.url}; stop it with Ctrl-C.`);
      // Node.js would keep its compiled code when it ends, and a daemon may not end for weeks.
      flushCompileCache();
      await untilSignal(signal);
      terminal.line('Finishing what is in hand ...');
      await daemon.close();
    });

  program
    .command('demo')
    .description('the whole job on a sandbox mailbox: nothing to set up, nothing leaves this machine')
    .option('--exit', 'end after the story, with one line of JSON; exit code 0 only when every step was seen')
    .action(async ({ exit = false }: { exit?: boolean }) => {
      // Loaded only here: no other command needs a sandbox mail server.
      const { runDemo } = await import('../demo/story.ts');
      const { startDaemon } = await import('../app.ts');
      const signal = abortOnSignal();
      const story = await runDemo({ terminal, startDaemon, onHistory: showHistory(terminal), signal });
      if (!exit && !signal.aborted) {
        await story.tellWhereToLook();
        terminal.line();
        terminal.line(
          '  The daemon and the mail server go on running. Ctrl-C ends the demo and removes its folder.',
        );
        await untilSignal(signal);
      }
      await story.close();
      if (exit) {
        terminal.line(JSON.stringify(story.result));
        process.exitCode = story.result.ok ? ExitCode.ok : ExitCode.failed;
      }
    });
}
