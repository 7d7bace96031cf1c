import { type SandboxFolder, type SandboxMessage, startSandboxImap } from './sandbox-imap.ts';
import { type CapturedMail, startSandboxSmtp } from './sandbox-smtp.ts';

export type { SandboxMessage } from './sandbox-imap.ts';
export type { CapturedMail } from './sandbox-smtp.ts';

/** A mail provider on loopback, without TLS and without DNS: one mailbox to read, one server to send through. */
export interface Sandbox {
  host: string;
  imapPort: number;
  smtpPort: number;
  user: string;
  password: string;
  /** Every mail handed to the SMTP side for somebody outside the mailbox, in the order of arrival. */
  captured(): CapturedMail[];
  /** Puts a message into INBOX as it is; whoever idles there is told at once. `at`: its INTERNALDATE, now unless told. */
  deliver(raw: Buffer, at?: Date): void;
  /** The raw messages of a folder, oldest first. */
  messages(folder: SandboxFolder): Buffer[];
  close(): Promise<void>;
}

export interface SandboxOptions {
  /** What lies in the folders at the start. */
  seed: readonly SandboxMessage[];
  /** The account, which is also the mailbox's address; every address of its domain lands in INBOX. */
  user: string;
  password: string;
  /** Addresses of the same domain that are other people's mailboxes: captured like the outside. */
  elsewhere?: readonly string[];
  /** Domains whose incoming mail is pronounced `dkim=pass`. */
  signedDomains?: readonly string[];
  /** The server's clock: INTERNALDATE and Received of what comes in. This machine's unless told. */
  now?: () => Date;
}

/** Starts both servers on free ports of 127.0.0.1. Throws when a port cannot be opened; nothing is left running then. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { seed, user, password, now = () => new Date() } = options;
  const imap = await startSandboxImap({ user, password, seed });
  try {
    const smtp = await startSandboxSmtp({
      user,
      password,
      domain: user.slice(user.lastIndexOf('@') + 1).toLowerCase(),
      elsewhere: (options.elsewhere ?? []).map((address) => address.toLowerCase()),
      signedDomains: options.signedDomains ?? [],
      now,
      deliver: (raw) => imap.append('INBOX', raw, now()),
    });
    return {
      host: '127.0.0.1',
      imapPort: imap.port,
      smtpPort: smtp.port,
      user,
      password,
      captured: () => smtp.captured(),
      deliver: (raw, at = now()) => imap.append('INBOX', raw, at),
      messages: (folder) => imap.messages(folder),
      async close() {
        await Promise.all([imap.close(), smtp.close()]);
      },
    };
  } catch (error) {
    await imap.close();
    throw error;
  }
}
