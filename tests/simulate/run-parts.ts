import type { Log } from '../../src/lib/log.ts';
import type { BlobStore } from '../../src/messages/log/blob-store.ts';
import type { SimulatedDatabase } from './simulated-database.ts';
import type { SimulatedMailServer } from './simulated-mailbox.ts';
import type { SimulatedSmtpServer } from './simulated-sender.ts';
import type { Stage } from './stage.ts';
import type { World } from './world.ts';

/** What reads and sends: Wafa's own code, or one of the negative controls, which the checks have to catch. */
export type Variant = 'real' | 'careless-reader' | 'naive-sender' | 'fenceless-sender';

/** What differs from run to run beside the faults. */
export interface Setting {
  processes: number;
  /** The server tells what is gone (CONDSTORE, QRESYNC). */
  qresync: boolean;
  /** A connection stays and hears of new mail; otherwise the process visits. */
  stays: boolean;
}

/** Everything that one run shares among its processes. */
export interface RunParts {
  stage: Stage;
  world: World;
  database: SimulatedDatabase;
  mail: SimulatedMailServer;
  smtp: SimulatedSmtpServer;
  businessId: string;
  /** Files outlive a process. */
  blobs: BlobStore;
  log: Log;
  setting: Setting;
  /** Of each living process: something was decided on, look now. */
  nudges: Set<() => void>;
  variant: Variant;
}
