import { readFileSync } from 'node:fs';
import { Command, type CommanderError } from 'commander';
import { ExitCode, WafaError } from '../lib/errors.ts';
import type { Terminal } from '../lib/terminal.ts';
import { addApiKeyCommands } from './api-key-commands.ts';
import { addAutomationCommands } from './automation-commands.ts';
import { addCampaignCommands } from './campaign-commands.ts';
import { addCausesCommands } from './causes-commands.ts';
import { addCompanyCommands } from './company-commands.ts';
import { addConnectCommand } from './connect-command.ts';
import { addConsentCommands } from './consent-commands.ts';
import { addContactCommands } from './contact-commands.ts';
import { addUndoCommand } from './contact-edit-commands.ts';
import { addDaemonCommands } from './daemon-commands.ts';
import { addDoctorCommands } from './doctor-commands.ts';
import { addEvaluateCommand } from './evaluate-command.ts';
import { addExportCommand } from './export-command.ts';
import { addImportCommands } from './import-commands.ts';
import { addInitCommand } from './init-command.ts';
import { addKeepingCommands } from './keeping-commands.ts';
import { addKeyCommands } from './key-commands.ts';
import { addLeavingCommands } from './leaving-commands.ts';
import { addLoginCommand } from './login-command.ts';
import { addLoyaltyCommands } from './loyalty-commands.ts';
import { addMessageCommands } from './message-commands.ts';
import { addOrderCommands } from './order-commands.ts';
import { addOutboxCommands } from './outbox-commands.ts';
import { addQuarantineCommands } from './quarantine-commands.ts';
import { addRereadCommand } from './reread-command.ts';
import { addRetentionCommands } from './retention-commands.ts';
import { addScoreCommands } from './score-commands.ts';
import { addSegmentCommands } from './segment-commands.ts';
import { addSenderCommands } from './sender-commands.ts';
import { addSuggestionCommands } from './suggestion-commands.ts';
import { addSuppressionCommands } from './suppression-commands.ts';
import { addSurveyCommands } from './survey-commands.ts';
import { addTaskCommands } from './task-commands.ts';
import { addTemplateCommands } from './template-commands.ts';
import { addValueCommand } from './value-commands.ts';
import { addWebhookCommands } from './webhook-commands.ts';

const EXAMPLES = `
Start here:
  npx wafa demo                     see the whole job on a sandbox mailbox, nothing to set up
  npx wafa init                     connect your own inbox; nothing is sent until you switch it on
  npx wafa start                    read, log, notice, and send what you switched on

Exit codes: 0 done, 1 failed, 2 wrong use, 3 configuration, 4 database, 5 connection, 6 another Wafa is running.`;

/** The whole command line; each group of commands is one file beside this one. */
export function buildProgram(terminal: Terminal): Command {
  const program = new Command('wafa')
    .description("Wafa connects a business's inbox and keeps its customers.")
    .option('-c, --config <file>', 'configuration file (default: WAFA_CONFIG, else config/wafa.yaml)')
    .addHelpText('after', EXAMPLES)
    .version(version(), '-V, --version', 'which Wafa this is')
    .exitOverride(endAsDocumented)
    .configureOutput({ outputError: () => {} });
  addInitCommand(program, terminal);
  addConnectCommand(program, terminal);
  addLoginCommand(program, terminal);
  addDaemonCommands(program, terminal);
  addKeepingCommands(program, terminal);
  addKeyCommands(program, terminal);
  addImportCommands(program, terminal);
  addContactCommands(program, terminal);
  addCompanyCommands(program, terminal);
  addUndoCommand(program, terminal);
  addSenderCommands(program, terminal);
  addValueCommand(program, terminal);
  addRetentionCommands(program, terminal);
  addCausesCommands(program, terminal);
  addSegmentCommands(program, terminal);
  addSuggestionCommands(program, terminal);
  addMessageCommands(program, terminal);
  addAutomationCommands(program, terminal);
  addOrderCommands(program, terminal);
  addOutboxCommands(program, terminal);
  addConsentCommands(program, terminal);
  addSuppressionCommands(program, terminal);
  addQuarantineCommands(program, terminal);
  addRereadCommand(program, terminal);
  addApiKeyCommands(program, terminal);
  addWebhookCommands(program, terminal);
  addExportCommand(program, terminal);
  addLeavingCommands(program, terminal);
  addScoreCommands(program, terminal);
  addDoctorCommands(program, terminal);
  addCampaignCommands(program, terminal);
  addSurveyCommands(program, terminal);
  addLoyaltyCommands(program, terminal);
  addTaskCommands(program, terminal);
  addTemplateCommands(program, terminal);
  addEvaluateCommand(program, terminal);
  return program;
}

/** Help and version have been printed; anything else is wrong use. */
function endAsDocumented(error: CommanderError): never {
  if (error.exitCode === 0) process.exit(ExitCode.ok);
  // A command of which only the beginning was given: its help is the answer.
  if (error.code === 'commander.help') process.exit(ExitCode.usage);
  throw new WafaError(error.message.replace(/^error: /, '').replaceAll('\n', ' '), {
    hint:
      error.code === 'commander.excessArguments'
        ? 'if the first was meant as a command, there is none of that name: add --help to see what there is'
        : 'add --help to see what there is',
    exitCode: ExitCode.usage,
  });
}

function version(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
