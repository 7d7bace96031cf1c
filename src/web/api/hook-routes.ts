import { Hono } from 'hono';
import { describeError } from '../../lib/errors.ts';
import { nameDelivery } from '../../operations/webhooks/read-delivery.ts';
import { receiveDelivery } from '../../operations/webhooks/receive.ts';
import { refusalOf } from '../../operations/webhooks/signatures.ts';
import type { Workspace } from '../../schedule/workspace.ts';
import type { WebParts } from '../web-parts.ts';
import { rateLimit } from './rate-limit.ts';

/** What is not signed rightly: guessing costs whoever guesses. */
const REFUSED_LIMIT = { burst: 50, perMinute: 60 };
/** WooCommerce asks so, unsigned, whether anybody is there. */
const WOOCOMMERCE_PING = /^webhook_id=\d{1,20}$/;
const MAX_ID_LENGTH = 200;

/**
 * `POST /hooks/NAME`: deliveries of shops and payment services, believed by their signature and nothing else, so that they
 * may come through any proxy. What was taken, known already, passed over or kept as broken is answered 200, or the sender
 * would send it again for days; only a database that fails is answered 503.
 */
export function hookRoutes(workspace: Workspace, { nudge }: Pick<WebParts, 'nudge'>): Hono {
  const routes = new Hono();
  const refused = rateLimit(REFUSED_LIMIT);
  routes.post('/:name', async (context) => {
    const webhook = workspace.config.webhooks.find(({ name }) => name === context.req.param('name'));
    if (!webhook) return context.json({ error: 'there is no such webhook' }, 404);
    const raw = Buffer.from(await context.req.arrayBuffer());
    const header = (name: string) => context.req.header(name);
    const refusal = refusalOf(webhook, header, raw, await workspace.clock.now());
    if (refusal !== undefined) {
      if (webhook.kind === 'woocommerce' && WOOCOMMERCE_PING.test(raw.toString('latin1')))
        return context.json({ state: 'ready' });
      if (refused.take(webhook.name, performance.now()) === 0)
        workspace.log.warn({ webhook: webhook.name, refusal }, 'a delivery was refused');
      return context.json({ error: refusal }, 401);
    }
    const body = raw.toString('utf8');
    const { id, event } = nameDelivery(webhook.kind, header, body);
    try {
      const delivery = { id: id.slice(0, MAX_ID_LENGTH), event: event.slice(0, MAX_ID_LENGTH), body };
      const received = await receiveDelivery(workspace, webhook, delivery);
      if (received.state === 'done') nudge();
      if (received.state === 'failed')
        workspace.log.warn(
          { webhook: webhook.name, event, reason: received.reason },
          'a delivery cannot be used',
        );
      return context.json(received);
    } catch (error) {
      workspace.log.error({ webhook: webhook.name, error: describeError(error) }, 'a delivery was not taken');
      return context.json({ error: 'not now' }, 503, { 'retry-after': '60' });
    }
  });
  routes.all('*', (context) => context.json({ error: 'deliveries are posted' }, 405, { allow: 'POST' }));
  return routes;
}
