import type { RowJson } from './move-rows.ts';
import type { RewrittenChanges } from './rewrite-changes.ts';
import type { StoppedWork } from './running-work.ts';

/** All that is needed to part two contacts again. Rows are as `to_jsonb` writes them, so that nothing is lost. */
export interface MergeSnapshot {
  merged: RowJson;
  /** Of the contact that stayed: before the merge, and as the merge left it. */
  before: RowJson;
  after: RowJson;
  /** Addresses of the merged contact. */
  addresses: string[];
  /** The one of them that was mailed first. */
  mailedFirst: string | null;
  /** Mails that were the merged contact's by no address of its own. */
  looseMail: string[];
  /** Whole rows that were taken out, by table. */
  dropped: Record<string, RowJson[]>;
  /** Decisions about other pairs that were carried to the contact that stayed: the others' ids. */
  carried: string[];
  rewritten: RewrittenChanges;
  stopped: StoppedWork;
  /** Mails that waited to be matched, and were counted for neither. */
  waiting: string[];
}

/** Keys of rows that changed hands, by table. */
export type MovedRows = Record<string, RowJson[]>;
