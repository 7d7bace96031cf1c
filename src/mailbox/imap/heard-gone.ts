import type { GoneMail } from '../mailbox.ts';

/** UIDs that are kept by name until somebody asks; a server may name millions in one line. */
const MAX_NAMED = 100_000;

/** Collects what a server tells to be gone from the open folder: `take` answers it and begins anew. */
export function heardGone(): { hear(event: { uid?: number | undefined }): void; take(): GoneMail } {
  let uids = new Set<number>();
  let unnamed = 0;
  return {
    hear({ uid }) {
      if (uid !== undefined && uids.size < MAX_NAMED) uids.add(uid);
      else unnamed++;
    },
    take() {
      const gone = { uids: [...uids], unnamed };
      uids = new Set();
      unnamed = 0;
      return gone;
    },
  };
}
