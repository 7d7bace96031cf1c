import { describe, expect, it } from 'vitest';
import type { FolderAccount } from '../../src/messages/ingest/folder-account.ts';
import { formatFolders } from '../../src/operations/format-folders.ts';

const NOW = new Date('2026-03-10T12:00:00Z');
const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

function inbox(changes: Partial<FolderAccount> = {}): FolderAccount {
  return {
    mailbox: 'orders',
    path: 'INBOX',
    role: 'inbox',
    server: 130,
    stored: 120,
    skipped: { 'too large': 1, 'older than the history that is read': 8 },
    gaps: 1,
    waiting: 0,
    gone: 4,
    difference: 0,
    reconciledAt: minutesAgo(12),
    lastOkSyncAt: minutesAgo(1),
    missingSince: null,
    failure: null,
    ...changes,
  };
}

const lines = (...folders: FolderAccount[]) => formatFolders({ now: NOW, addsUp: null, folders });

describe('formatFolders', () => {
  it('says where every mail is, and that it adds up', () => {
    expect(lines(inbox())).toEqual([
      'orders INBOX: server 130, stored 120, skipped 9 (1 too large, 8 older than the history that is read), gaps 1, gone 4',
      '  adds up; counted one by one 12m ago',
    ]);
  });

  it('says loudly what does not add up, either way', () => {
    expect(lines(inbox({ difference: 3 }))[1]).toMatch(/^ {2}DOES NOT ADD UP: 3 on the server are in no row/);
    expect(lines(inbox({ difference: -2 }))[1]).toMatch(/^ {2}DOES NOT ADD UP: 2 rows are not on the server/);
  });

  it('says what cannot be told', () => {
    expect(lines(inbox({ waiting: null, difference: null, reconciledAt: null }))).toEqual([
      expect.stringContaining('history to read ?'),
      '  cannot be added up yet; not yet counted one by one',
    ]);
    expect(lines(inbox({ waiting: 40 }))[0]).toContain('history to read 40');
    expect(lines(inbox({ missingSince: minutesAgo(60), server: null }))[1]).toContain('no such folder since');
    expect(lines(inbox({ failure: 'the server numbered it anew 5 times' }))[1]).toContain(
      'not read at present: the server numbered it anew',
    );
    expect(lines()).toEqual(['No folder has been read yet.']);
  });
});
