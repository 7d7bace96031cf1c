import { formatDuration } from '../lib/duration.ts';
import type { FolderStatus, HistoryStatus, MailboxStatus, Status } from './status.ts';

/** `wafa status` for people, line by line. */
export function formatStatus(status: Status, now: Date): string[] {
  const { log, backlog } = status;
  return [
    status.business,
    ...status.mailboxes.flatMap((mailbox) => mailboxLines(mailbox, now)),
    status.mailboxes.length === 0 ? '  no mailbox has been connected yet' : '',
    `Log: ${log.messages} messages, ${log.contacts} contacts (${log.customers} customers), ${log.companies} companies, ${log.purchases} purchases`,
    `Waiting: ${backlog.read} to read, ${backlog.match} to match, ${backlog.detect} to look through, ${backlog.deliver} to send`,
    `Outbox: ${outboxLine(status)}`,
    status.quarantined > 0
      ? `Quarantine: ${status.quarantined} ${status.quarantined === 1 ? 'message' : 'messages'} could not be read (see: npx wafa quarantine)`
      : '',
    status.paused
      ? `Sending is PAUSED since ${status.paused.since.toISOString()}: ${status.paused.reason} (npx wafa outbox resume)`
      : '',
  ].filter((line) => line !== '');
}

function mailboxLines(mailbox: MailboxStatus, now: Date): string[] {
  if (!mailbox.configured) {
    const wait = mailbox.parked === 1 ? '1 mail waits' : `${mailbox.parked} mails wait`;
    const parked = mailbox.parked > 0 ? `; ${wait} for it (see: npx wafa outbox list)` : '';
    return [
      `Mailbox ${mailbox.name} <${mailbox.address}>: not in the configuration any more, not read${parked}`,
    ];
  }
  const state = mailbox.failure
    ? `FAILING (${mailbox.failure.class}): ${mailbox.failure.message}${nextTry(mailbox.failure.retryAt, now)}`
    : mailbox.lastOkSyncAt
      ? `last good look ${formatDuration(now.getTime() - mailbox.lastOkSyncAt.getTime())} ago`
      : 'not looked at yet';
  const pause = mailbox.historyPause;
  return [
    `Mailbox ${mailbox.name} <${mailbox.address}>: ${state}`,
    ...(pause
      ? [`  reading the history pauses (${pause.class}): ${pause.message}${nextTry(pause.retryAt, now)}`]
      : []),
    ...mailbox.folders.map(folderLine),
  ];
}

function nextTry(at: Date | null, now: Date): string {
  if (at === null || at <= now) return '';
  return ` (again in ${formatDuration(at.getTime() - now.getTime())})`;
}

function folderLine(folder: FolderStatus): string {
  const skipped = Object.entries(folder.skipped).map(([reason, count]) => `${count} ${reason}`);
  const parts = [
    `server ${folder.server ?? '?'}`,
    `stored ${folder.stored}`,
    `left out ${skipped.length === 0 ? 0 : skipped.join(', ')}`,
    ...(folder.waiting > 0 ? [`${folder.waiting} to try again`] : []),
    ...(folder.history ? [historyText(folder.history)] : []),
  ];
  const trouble =
    folder.missingSince !== null
      ? ` (not on the server since ${folder.missingSince.toISOString().slice(0, 16)}Z)`
      : folder.failure !== null
        ? ` (not read: ${folder.failure})`
        : '';
  return `  ${folder.path}: ${parts.join(', ')}${trouble}`;
}

/** `history 12,000 of 20,000, 850 a second, 9s left`: also what the terminal shows while history is read. */
export function historyText({ done, total, perSecond, secondsLeft, finishedAt }: HistoryStatus): string {
  if (finishedAt) return `history read (${done})`;
  const left = secondsLeft === null ? '' : `, ${formatDuration(secondsLeft * 1000)} left`;
  return `history ${done} of ${total}, ${Math.round(perSecond)} a second${left}`;
}

function outboxLine({ outbox }: Status): string {
  const states = Object.entries(outbox).map(([state, count]) => `${count} ${state}`);
  return states.length === 0 ? 'empty' : states.join(', ');
}
