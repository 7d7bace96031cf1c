import { afterEach, describe, expect, it } from 'vitest';
import { PIECE_BYTES } from '../../src/mailbox/imap/large-sizes.ts';
import { openImapMailbox } from '../../src/mailbox/imap/open-imap-mailbox.ts';
import type { Mailbox } from '../../src/mailbox/mailbox.ts';
import { type ImapScript, type ScriptedImap, startScriptedImap } from '../support/scripted-imap.ts';

const KARIMS_ORDER = 'From: Karim <karim@workshop.example>\r\nSubject: Ten loaves\r\n\r\nPlease.\r\n';

const open: { mailbox?: Mailbox; server?: ScriptedImap } = {};
afterEach(async () => {
  await open.mailbox?.close();
  await open.server?.stop();
});

async function connect(script: ImapScript): Promise<Mailbox> {
  open.server = await startScriptedImap(script);
  const imap = {
    host: '127.0.0.1',
    port: open.server.port,
    security: 'none' as const,
    user: 'maryam',
    password: 'warm-bread',
  };
  const limits = { compress: false, maxMessageBytes: 20_000_000 };
  open.mailbox = await openImapMailbox({ address: 'maryam@bakery.example', imap }, limits);
  return open.mailbox;
}

async function inbox(script: ImapScript): Promise<Mailbox> {
  const mailbox = await connect(script);
  await mailbox.openFolder('INBOX');
  return mailbox;
}

describe('the IMAP connection, on the wire', () => {
  it('takes the EMAILID of a server with OBJECTID (RFC 8474)', async () => {
    const mails = [{ source: KARIMS_ORDER, extra: 'EMAILID (M6d99ac3275bb4e)' }];
    const mailbox = await inbox({ capabilities: 'OBJECTID', mails });
    expect(await mailbox.fetchSizes([1])).toEqual([
      {
        uid: 1,
        size: KARIMS_ORDER.length,
        internalDate: new Date('2025-03-01T10:00:00Z'),
        emailId: 'M6d99ac3275bb4e',
      },
    ]);
    expect((await mailbox.fetchSources([1]))[0]).toMatchObject({ emailId: 'M6d99ac3275bb4e' });
  });

  it('takes the X-GM-MSGID of Gmail', async () => {
    const mails = [{ source: KARIMS_ORDER, extra: 'X-GM-MSGID 1278455344230334865' }];
    const mailbox = await inbox({ capabilities: 'X-GM-EXT-1', mails });
    expect((await mailbox.fetchSources([1]))[0]).toMatchObject({ emailId: '1278455344230334865' });
  });

  it('names no mail that the server does not name', async () => {
    const mailbox = await inbox({ mails: [{ source: KARIMS_ORDER }] });
    const [mail] = await mailbox.fetchSources([1]);
    expect(mail).toEqual({
      uid: 1,
      internalDate: new Date('2025-03-01T10:00:00Z'),
      source: Buffer.from(KARIMS_ORDER),
    });
  });

  it('fetches headers without the rest', async () => {
    const mailbox = await inbox({ mails: [{ source: KARIMS_ORDER }] });
    const [mail] = await mailbox.fetchHeaders([1]);
    expect(mail?.source.toString()).toBe(
      'From: Karim <karim@workshop.example>\r\nSubject: Ten loaves\r\n\r\n',
    );
    expect(open.server?.commands.join()).not.toContain('BODY.PEEK[]');
  });

  describe('a mail of nine megabytes', () => {
    const large = `${KARIMS_ORDER}${'Forty sacks of flour, please.\r\n'.repeat(290_000)}`;
    /** Answers a part of it; `told`: what it says about its size. */
    const inParts =
      (told: number) =>
      (command: string): string[] | undefined => {
        if (command.includes('RFC822.SIZE')) {
          const row = `UID 1 INTERNALDATE "01-Mar-2025 10:00:00 +0000" RFC822.SIZE ${told}`;
          return [`* 1 FETCH (${row})`, 'OK done'];
        }
        const [, start, length] = /BODY\.PEEK\[\]<(\d+)\.(\d+)>/.exec(command) ?? [];
        if (start === undefined) return undefined;
        const part = large.slice(Number(start), Number(start) + Number(length));
        return [`* 1 FETCH (UID 1 BODY[]<${start}> {${part.length}}\r\n${part})`, 'OK done'];
      };
    const fetchLarge = async (answer: (command: string) => string[] | undefined) => {
      const mailbox = await inbox({ mails: [{ source: large }], answer });
      await mailbox.fetchSizes([1]);
      return mailbox.fetchSources([1]);
    };

    it('comes in pieces, whole', async () => {
      const [mail] = await fetchLarge(inParts(large.length));
      expect(mail?.source.equals(Buffer.from(large))).toBe(true);
      const fetches = open.server?.commands.filter((command) => command.includes('BODY.PEEK[]<'));
      expect(fetches).toHaveLength(Math.ceil(large.length / PIECE_BYTES));
    });

    it.each([
      ['less', 5_000_000],
      ['more', 20_000_000],
    ])('comes whole when the server said %s', async (_, told) => {
      const [mail] = await fetchLarge(inParts(told));
      expect(mail?.source.equals(Buffer.from(large))).toBe(true);
    });

    it('comes whole from a server that knows no parts', async () => {
      const [mail] = await fetchLarge(() => undefined);
      expect(mail?.source.equals(Buffer.from(large))).toBe(true);
    });

    it('is given up when it never ends', async () => {
      const piece = 'x'.repeat(PIECE_BYTES);
      const answer = (command: string) =>
        command.includes('BODY.PEEK[]')
          ? [`* 1 FETCH (UID 1 BODY[] {${PIECE_BYTES}}\r\n${piece})`, 'OK done']
          : undefined;
      await expect(fetchLarge(answer)).rejects.toMatchObject({ failureClass: 'protocol' });
    });
  });

  it.each([
    ['NO [THROTTLED] please slow down', 'throttle'],
    ['NO [UNAVAILABLE] backend is resting', 'throttle'],
    ['NO [LIMIT] too much at once', 'capacity'],
    ['NO [INUSE] somebody else has it', 'capacity'],
    ['NO I cannot', 'protocol'],
    ['BAD what?', 'protocol'],
  ])('answers %s in mid-fetch as %s', async (line, failureClass) => {
    const answer = (command: string) => (command.startsWith('UID FETCH') ? [line] : undefined);
    const mailbox = await inbox({ mails: [{ source: KARIMS_ORDER }], answer });
    await expect(mailbox.fetchSources([1])).rejects.toMatchObject({ failureClass });
  });

  it('knows a pause from a refusal in a search too', async () => {
    const answer = (command: string) =>
      command.startsWith('UID SEARCH') ? ['NO [THROTTLED] slowly, please'] : undefined;
    const mailbox = await inbox({ answer });
    await expect(mailbox.searchUids(1)).rejects.toMatchObject({ failureClass: 'throttle' });
    // What was refused once says nothing of what fails later.
    await open.server?.stop();
    await expect(mailbox.searchUids(1)).rejects.toMatchObject({ failureClass: 'network' });
  });

  it.each([
    ['NO [AUTHENTICATIONFAILED] wrong password', 'auth'],
    ['NO [LIMIT] Too many simultaneous connections', 'capacity'],
    ['NO [UNAVAILABLE] try again later', 'throttle'],
  ])('answers %s at the login as %s', async (line, failureClass) => {
    const answer = (command: string) => (/^(LOGIN|AUTHENTICATE)/.test(command) ? [line] : undefined);
    await expect(connect({ answer })).rejects.toMatchObject({ failureClass });
  });

  it('takes a refused or unfinished search for no answer, not for an empty one', async () => {
    for (const said of [['NO not now'], 'hang up'] as const) {
      const answer = (command: string) => (command.startsWith('UID SEARCH') ? said : undefined);
      const mailbox = await inbox({ mails: [{ source: KARIMS_ORDER }], answer });
      await expect(mailbox.searchUids(1)).rejects.toMatchObject({ name: 'MailboxFailure' });
      await mailbox.close();
      await open.server?.stop();
    }
  });

  it('hears of mail that is gone only by its passing number', async () => {
    let expunged = false;
    const answer = (command: string) => {
      if (command !== 'NOOP' || expunged) return undefined;
      expunged = true;
      return ['* 1 EXPUNGE', 'OK done'];
    };
    open.server = await startScriptedImap({ mails: [{ source: KARIMS_ORDER }], answer });
    const imap = {
      host: '127.0.0.1',
      port: open.server.port,
      security: 'none' as const,
      user: 'maryam',
      password: 'warm-bread',
    };
    const limits = { compress: false, maxMessageBytes: 1_000_000 };
    open.mailbox = await openImapMailbox({ address: 'm@bakery.example', imap }, limits, undefined, 20);
    await open.mailbox.openFolder('INBOX');
    await open.mailbox.searchUids(1);
    expect(await open.mailbox.waitForChange(5000, new AbortController().signal)).toBe(true);
    expect(open.mailbox.takeGone()).toEqual({ uids: [], unnamed: 1 });
    expect(open.mailbox.takeGone()).toEqual({ uids: [], unnamed: 0 });
  });
});
