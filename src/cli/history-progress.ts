import type { Terminal } from '../lib/terminal.ts';
import type { HistoryProgress } from '../messages/ingest/history.ts';
import { historyText } from '../operations/format-status.ts';
import { historyPace } from '../operations/status.ts';

/** Shows how far the history is read: done, total, per second, time left; one folder at a time. */
export function showHistory(terminal: Terminal): (progress: HistoryProgress) => void {
  return ({ folder, done, total, startedAt, finished }) => {
    const now = new Date();
    const pace = historyPace({ done, total, startedAt, finishedAt: finished ? now : null }, now);
    terminal.progress(`${folder}: ${bar(done, total)} ${historyText(pace)}`, finished);
    if (finished) {
      terminal.progressDone();
    }
  };
}

const BAR_CELLS = 24;

function bar(done: number, total: number): string {
  const filled = total === 0 ? BAR_CELLS : Math.min(BAR_CELLS, Math.round((done / total) * BAR_CELLS));
  return `${'█'.repeat(filled)}${'░'.repeat(BAR_CELLS - filled)}`;
}
