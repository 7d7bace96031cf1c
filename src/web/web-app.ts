import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { secureHeaders } from 'hono/secure-headers';
import { describeError } from '../lib/errors.ts';
import type { Workspace } from '../schedule/workspace.ts';
import { hookRoutes } from './api/hook-routes.ts';
import { API_PATH, laterApi } from './api/later-api.ts';
import { problemAnswer } from './api/problem.ts';
import { archiveRoutes } from './archive.ts';
import { healthRoutes } from './health-routes.ts';
import { operationsApi } from './operations-api.ts';
import { pageRoutes } from './page-routes.ts';
import { preferenceRoutes } from './preferences.ts';
import { subscribeRoutes } from './subscribe.ts';
import { surveyRoutes } from './surveys.ts';
import { unsubscribeRoutes } from './unsubscribe.ts';
import { customerStyle, pageStyle, styleSource } from './views/style.ts';
import type { WebParts } from './web-parts.ts';

const MAX_BODY_BYTES = 1_000_000;

/** All routes, without a socket. */
export function buildWebApp(workspace: Workspace, parts: WebParts): Hono {
  const app = new Hono();
  app.use(policies(workspace));
  app.use(
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: (context) =>
        context.req.path.startsWith(API_PATH)
          ? problemAnswer(context, 'too-large', `at most ${MAX_BODY_BYTES} octets`)
          : context.text('This is more than is taken here.\n', 413),
    }),
  );
  app.route('/', healthRoutes(workspace, parts.stages));
  app.route('/', unsubscribeRoutes(workspace));
  app.route('/', preferenceRoutes(workspace));
  app.route('/', surveyRoutes(workspace));
  app.route('/', archiveRoutes(workspace));
  app.route('/', subscribeRoutes(workspace, parts));
  app.route('/api/operations', operationsApi(workspace, parts));
  app.route(API_PATH, laterApi(workspace, parts));
  app.route('/hooks', hookRoutes(workspace, parts));
  app.route('/', pageRoutes(workspace, parts));
  app.onError((error, context) => {
    workspace.log.error({ path: context.req.path, error: describeError(error) }, 'request failed');
    return context.text('Something went wrong here; the log says more.\n', 500);
  });
  return app;
}

/**
 * Pages load nothing, run nothing and keep nothing in a cache. A header that an answer has of its own is left to it: the
 * frame of a mail has its own policy. No HSTS: whether a name is only for https, its proxy decides. No origin-keyed
 * processes either: browsers complain when one name has pages that were loaded before.
 */
function policies({ config }: Workspace) {
  const { color } = config.business.brand;
  return secureHeaders({
    overwrite: false,
    strictTransportSecurity: false,
    originAgentCluster: false,
    referrerPolicy: 'no-referrer',
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      styleSrc: [pageStyle(color), customerStyle(color)].map(styleSource),
      imgSrc: ['data:'],
      frameSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
  });
}
