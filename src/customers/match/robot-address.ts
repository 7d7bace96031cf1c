/**
 * True for addresses behind which no person reads: no-reply, mailer-daemon, list servers, notification senders,
 * per-mail reply addresses. Judged by the local part alone, in any case.
 */
export function isRobotAddress(address: string): boolean {
  const local = address.slice(0, address.lastIndexOf('@')).toLowerCase();
  return ROBOT_WORD.test(local.replace(/[._-]+/g, '')) || ROBOT_SHAPE.test(local);
}

const ROBOT_WORD = new RegExp(
  `^(?:${[
    '(?:please)?(?:no|do?not|dont|never)reply(?:ing)?.*',
    '.*noreply',
    '.*donotreply',
    'mailerdaemon',
    'postmaster',
    'bounces?',
    'autoreply',
    'autoresponder',
    'autoconfirm',
    '(?:auto)?notif(?:y|ier|ications?)',
    'alerts?',
    'newsletters?',
    'mailinglist',
    'mailings?',
    'listserv',
    'majordomo',
    'unsubscribe',
    'nobody',
    'daemon',
    'automated',
    'systemmail',
  ].join('|')})$`,
);

/** `list-bounces`, `owner-list`, `bounce-123-abc`, `bounces+karim=workshop.example`, `reply+token`. */
const ROBOT_SHAPE =
  /-(?:bounces?|request|unsubscribe|owner|admin|subscribe|noreply)$|^owner-|^(?:bounces?|fbl|return|reply|unsub(?:scribe)?)[-+=_]|^(?:prvs|srs[01])=|^msprvs/;
