import type { OutgoingState } from '../database/tables.ts';

/** Every state of an outgoing email, in the order of its life. */
export const OUTGOING_STATES = [
  'draft',
  'awaiting-approval',
  'queued',
  'claimed',
  'transmitting',
  'sent',
  'failed',
  'uncertain',
  'cancelled',
  'suppressed',
  'expired',
] as const satisfies readonly OutgoingState[];
