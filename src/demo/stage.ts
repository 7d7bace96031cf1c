import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { SHIPPED_AUTOMATIONS } from '../automations/shipped.ts';
import { readConfig } from '../config/read-config.ts';
import type { Config } from '../config/schema.ts';
import type { Clock } from '../lib/clock.ts';
import { localDay } from '../lib/local-time.ts';
import { createLog, type Log } from '../lib/log.ts';
import type { HistoryProgress } from '../messages/ingest/history.ts';
import { listIssues } from '../rendering/newsletter-issue.ts';
import { SHIPPED_TEMPLATES, type Workspace } from '../schedule/workspace.ts';
import { SIGNED_DOMAINS } from './bakery/arrivals.ts';
import { bakeryMailbox } from './bakery/mailbox.ts';
import { BAKERY_TIME_ZONE } from './bakery/spoken-dates.ts';
import { BAKERY_ADDRESS, MARYAM_ADDRESS, YUSUF_ADDRESS } from './bakery/staff.ts';
import { type CapturedLetters, captureLetters } from './captured-letters.ts';
import { DEMO_PASSWORD, demoConfig } from './demo-config.ts';
import { dateIssue } from './fresh-issue.ts';
import { makeAutomationsLive } from './live-automations.ts';
import { type Sandbox, startSandbox } from './sandbox-server.ts';
import { type StoryClock, storyClock } from './story-clock.ts';

/** The running daemon, as far as the story needs it (app.ts). */
export interface DemoDaemon {
  url: string;
  workspace: Workspace;
  catchUp(): Promise<void>;
  close(): Promise<void>;
}

/** Starts the daemon; app.ts stands above the demo, so it is handed down. */
export type StartDaemon = (
  config: Config,
  log: Log,
  options: { clock: (database: Clock) => Clock; onHistory(progress: HistoryProgress): void },
) => Promise<DemoDaemon>;

/** Where the story plays: a sandbox with the bakery's mail, a folder, a clock. */
export interface Stage {
  /** All the demo's files, taken away at the end. */
  folder: string;
  configFile: string;
  mailsFolder: string;
  config: Config;
  clock: StoryClock;
  sandbox: Sandbox;
  letters: CapturedLetters;
  startDaemon(start: StartDaemon, onHistory: (progress: HistoryProgress) => void): Promise<DemoDaemon>;
  close(): Promise<void>;
}

/** The issue that the demo sends. */
const ISSUE = 'autumn-ovens';

/** Opens a temporary folder and the sandbox; when that fails, neither is left. */
export async function openStage(startAt: Date | undefined): Promise<Stage> {
  const clock = storyClock(startAt);
  const folder = await mkdtemp(path.join(tmpdir(), 'wafa-demo-'));
  let sandbox: Sandbox | undefined;
  const close = async () => {
    await sandbox?.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    sandbox = await openSandbox(clock);
    const { imapPort, smtpPort } = sandbox;
    const automationsFolder = path.join(folder, 'automations');
    const templatesFolder = path.join(folder, 'templates');
    const mailsFolder = path.join(folder, 'mails');
    await makeAutomationsLive(SHIPPED_AUTOMATIONS, automationsFolder);
    await cp(SHIPPED_TEMPLATES, templatesFolder, { recursive: true });
    await dateIssue(templatesFolder, ISSUE, localDay(clock.now(), BAKERY_TIME_ZONE));
    const configFile = path.join(folder, 'wafa.yaml');
    const data = path.join(folder, 'data');
    const text = stringify(
      demoConfig({ imapPort, smtpPort, folder: data, webPort: 0, automationsFolder, templatesFolder }),
    );
    await writeFile(configFile, text);
    const issues = await listIssues(templatesFolder);
    const config = readConfig(text, configFile);
    return {
      folder,
      configFile,
      mailsFolder,
      config,
      clock,
      sandbox,
      letters: captureLetters(sandbox, mailsFolder, {
        managers: [MARYAM_ADDRESS, YUSUF_ADDRESS],
        issueSubjects: issues.flatMap(({ subjects }) => Object.values(subjects)),
      }),
      startDaemon: (start, onHistory) =>
        start(config, createLog(config.log.level), {
          clock: (database) => clock.around(database),
          onHistory,
        }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function openSandbox(clock: StoryClock): Promise<Sandbox> {
  return startSandbox({
    seed: bakeryMailbox(clock.now()),
    user: BAKERY_ADDRESS,
    password: DEMO_PASSWORD,
    elsewhere: [MARYAM_ADDRESS, YUSUF_ADDRESS],
    signedDomains: SIGNED_DOMAINS,
    now: () => clock.now(),
  });
}
