import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Status } from '../operations/status.ts';
import type { StageHealth } from '../schedule/lane.ts';

/** The daemon's numbers in the Prometheus text format. */
export interface Metrics {
  contentType: string;
  /** Fills in the numbers of the moment and writes them out; `read` is undefined while the database does not answer. */
  write(read: { status: Status; now: Date } | undefined, stages: readonly StageHealth[]): Promise<string>;
}

/** Numbers of this process and of the business; one registry a server, so that two can live in one process. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LAG_EVERY_MS });
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `wafa_${name}`, help, labelNames, registers: [registry] });
  const databaseUp = gauge('database_up', '1 while the database answers; 0: the other numbers are missing');
  const stageRows = gauge('stage_rows', 'Rows worked off by a stage since the start', ['stage']);
  const stageFailing = gauge('stage_failing', '1 while a stage fails', ['stage']);
  const business = businessGauges(gauge);

  return {
    contentType: registry.contentType,
    write(read, stages) {
      databaseUp.set(read ? 1 : 0);
      business.clear();
      if (read) business.fill(read.status, read.now);
      for (const { name, did, lastError } of stages) {
        stageRows.set({ stage: name }, did);
        stageFailing.set({ stage: name }, lastError ? 1 : 0);
      }
      return registry.metrics();
    },
  };
}

/** How often the lag of the event loop is taken; the library's own ten milliseconds cost half a percent of a core. */
const LAG_EVERY_MS = 500;

type MakeGauge = (name: string, help: string, labelNames?: string[]) => Gauge;

/** What the database knows. A number that is not known any more is missing, never old. */
function businessGauges(gauge: MakeGauge) {
  const backlog = gauge('backlog_rows', 'Rows that wait for a stage', ['stage']);
  const outbox = gauge('outgoing_emails', 'Outgoing emails by state', ['state']);
  const log = gauge('records', 'Messages, contacts, customers, companies and purchases', ['kind']);
  const quarantined = gauge('quarantined_messages', 'Messages that could not be read');
  const paused = gauge('sending_paused', '1 while the kill switch is on');
  const parked = gauge('parked_emails', 'Queued mails of a mailbox that is not configured any more', [
    'mailbox',
  ]);
  const syncAge = gauge('mailbox_sync_age_seconds', 'Seconds since the last good look at a mailbox', [
    'mailbox',
  ]);
  const failing = gauge('mailbox_failing', '1 while a mailbox cannot be read', ['mailbox']);

  return {
    clear() {
      for (const labelled of [backlog, outbox, log, parked, syncAge, failing]) labelled.reset();
      // `reset` of a gauge without labels means 0, which would be a number.
      for (const single of [quarantined, paused]) single.remove();
    },
    fill(status: Status, now: Date) {
      for (const [stage, count] of Object.entries(status.backlog)) backlog.set({ stage }, count);
      for (const [state, count] of Object.entries(status.outbox)) outbox.set({ state }, count);
      for (const [kind, count] of Object.entries(status.log)) log.set({ kind }, count);
      quarantined.set(status.quarantined);
      paused.set(status.paused ? 1 : 0);
      for (const { name, lastOkSyncAt, failure, configured, parked: mails } of status.mailboxes) {
        if (!configured) {
          parked.set({ mailbox: name }, mails);
          continue;
        }
        failing.set({ mailbox: name }, failure ? 1 : 0);
        if (lastOkSyncAt) syncAge.set({ mailbox: name }, (now.getTime() - lastOkSyncAt.getTime()) / 1000);
      }
    },
  };
}
