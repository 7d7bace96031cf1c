import { callWebhooks, webhookSecret } from '../automations/call-webhooks.ts';
import { guardedPost } from '../mailbox/find-servers/guarded-post.ts';
import { outsideWorld } from '../mailbox/find-servers/outside-world.ts';
import type { Stage } from './lane.ts';
import { unhurried } from './unhurried.ts';
import type { Workspace } from './workspace.ts';

const REST_MS = 10_000;
/** As many as one pass takes. */
const FULL = 20;

/** Tells other systems what automations want them to hear, through the guard against services of our own network. */
export function webhookStage({ db, businessId, clock, config, signingKey }: Workspace): Stage {
  const post = guardedPost(outsideWorld(config.connecting.allowedNetworks));
  const secret = webhookSecret(signingKey, businessId);
  const stage: Stage = {
    name: 'call-webhooks',
    async run() {
      const did = await callWebhooks({ db, businessId, post, secret, now: await clock.now() });
      return { did, more: did >= FULL };
    },
  };
  return unhurried(stage, clock, REST_MS);
}
