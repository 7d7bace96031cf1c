import { Hono } from 'hono';
import { inBusiness } from '../database/in-business.ts';
import { describeError } from '../lib/errors.ts';
import { readStatus } from '../operations/status.ts';
import type { StageHealth } from '../schedule/lane.ts';
import type { Workspace } from '../schedule/workspace.ts';
import { inTime } from './in-time.ts';
import { createMetrics } from './metrics.ts';
import { judgeReadiness } from './readiness.ts';

/** A database that takes longer than this to count is not ready. */
const STATUS_TIMEOUT_MS = 5000;

/**
 * For machines that watch: `/health` (the process lives), `/ready` (the job is being done; 503 and why when not) and
 * `/metrics` (Prometheus). They hold numbers and names of mailboxes, nothing of what is in a mail, and answer also while
 * the database does not.
 */
export function healthRoutes(workspace: Workspace, stages: () => StageHealth[]): Hono {
  const routes = new Hono();
  const metrics = createMetrics();

  routes.get('/health', (context) => context.json({ alive: true }));

  routes.get('/ready', async (context) => {
    try {
      const { status, now } = await readNow(workspace);
      const judged = judgeReadiness(status, stages(), {
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
    const read = await readNow(workspace).catch(() => undefined);
    const text = await metrics.write(read, stages());
    return context.body(text, 200, { 'content-type': metrics.contentType });
  });
  return routes;
}

function readNow({ db, businessId, clock, config }: Workspace) {
  const configured = config.mailboxes.map(({ name }) => name);
  const read = async () => {
    const now = await clock.now();
    return { now, status: await inBusiness(db, businessId, (tx) => readStatus(tx, now, configured)) };
  };
  return inTime(STATUS_TIMEOUT_MS, read());
}
