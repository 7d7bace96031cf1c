import type { Command } from 'commander';
import type { Terminal } from '../lib/terminal.ts';
import type { WebhookReport } from '../operations/webhook-operations.ts';
import { type CommonOptions, perform, print } from './perform.ts';
import { revive } from './revive.ts';
import { minute, table } from './table.ts';

/** `webhooks`: what shops and payment services told. */
export function addWebhookCommands(program: Command, terminal: Terminal): void {
  const webhooks = program
    .command('webhooks')
    .description('what shops and payment services told (docs/api.md)');

  webhooks
    .command('list', { isDefault: true })
    .description(
      'each webhook of the configuration: what was taken, passed over, and could not be used, and why',
    )
    .option('--json', 'one JSON list')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const reports = revive(await perform<WebhookReport[]>(options, 'webhooks-list', {}));
      print(terminal, options, reports, (listed) =>
        listed.length === 0 ? ['The configuration names no webhooks.'] : listed.flatMap(reportLines),
      );
    });

  webhooks
    .command('retry <name>')
    .description('try what could not be used again, after something has changed')
    .option('--json', 'one JSON object')
    .action(async (name: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const done = await perform<Record<string, number>>(options, 'webhooks-retry', { name });
      print(terminal, options, done, (counts) => [
        `${counts['done'] ?? 0} taken, ${counts['passed over'] ?? 0} passed over, ${counts['failed'] ?? 0} still of no use.`,
      ]);
    });
}

function reportLines(report: WebhookReport): string[] {
  const { name, kind, since, lastAt, done, passedOver, failed, failures } = report;
  return [
    `${name} (${kind}), since ${minute(since)}, last heard ${minute(lastAt)}: ${done} taken, ${passedOver} passed over, ${failed} of no use`,
    ...table(failures.map(({ at, event, id, reason }) => [`  ${minute(at)}`, event, id, reason])),
  ];
}
