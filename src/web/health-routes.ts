import { Hono } from 'hono';
import { inBusiness } from '../database/in-business.ts';
import { describeError } from '../lib/errors.ts';
import { readStatus } from '../operations/status.ts';
import { readVitals } from '../operations/vitals.ts';
import type { StageHealth } from '../schedule/lane.ts';
import type { Workspace } from '../schedule/workspace.ts';
import { inTime } from './in-time.ts';
import { createMetrics } from './metrics.ts';
import { judgeReadiness } from './readiness.ts';
import { sparing } from './sparing.ts';

/** A database that takes longer than this to say what waits is not ready. */
const READY_TIMEOUT_MS = 5000;
/** Counting millions takes longer; then the numbers are missing. */
const STATUS_TIMEOUT_MS = 20_000;

/**
 * For machines that watch: `/health` (the process lives), `/ready` (the job is being done; 503 and why when not) and
 * `/metrics` (Prometheus). They hold numbers and names of mailboxes, nothing of what is in a mail, and answer also while
 * the database does not.
 */
export function healthRoutes(workspace: Workspace, stages: () => StageHealth[]): Hono {
  const routes = new Hono();
  const metrics = createMetrics();
  const count = sparing(() => statusNow(workspace));

  routes.get('/health', (context) => context.json({ alive: true }));

  routes.get('/ready', async (context) => {
    try {
      const { vitals, now } = await inTime(READY_TIMEOUT_MS, vitalsNow(workspace));
      const judged = judgeReadiness(vitals, stages(), {
        now,
        pollMs: workspace.config.reading.poll,
      });
      return context.json(judged, judged.ready ? 200 : 503);
    } catch (error) {
      const problem = `the database does not answer: ${describeError(error)}`;
      return context.json({ ready: false, problems: [problem] }, 503);
    }
  });

  routes.get('/metrics', async (context) => {
    const read = await inTime(STATUS_TIMEOUT_MS, count()).catch(() => undefined);
    const text = await metrics.write(read, stages());
    return context.body(text, 200, { 'content-type': metrics.contentType });
  });
  return routes;
}

async function vitalsNow({ db, businessId, clock, config }: Workspace) {
  const configured = config.mailboxes.map(({ name }) => name);
  const now = await clock.now();
  return { now, vitals: await inBusiness(db, businessId, (tx) => readVitals(tx, configured)) };
}

async function statusNow({ db, businessId, clock, config }: Workspace) {
  const configured = config.mailboxes.map(({ name }) => name);
  const now = await clock.now();
  return { now, status: await inBusiness(db, businessId, (tx) => readStatus(tx, now, configured)) };
}
