/** The part of hoodiecrow-imap that the sandbox uses; the package brings no types of its own. */
declare module 'hoodiecrow-imap' {
  import type { Server, Socket } from 'node:net';

  /** Bytes are held as binary strings: one character is one byte. */
  export interface HoodiecrowMessage {
    raw: string;
    internaldate: string;
    flags: string[];
    uid?: number;
  }

  export interface HoodiecrowFolder {
    'special-use'?: string;
    uidvalidity?: number;
    messages?: HoodiecrowMessage[];
  }

  export interface HoodiecrowNamespace {
    separator: string;
    folders: Record<string, HoodiecrowFolder>;
  }

  export interface HoodiecrowServer {
    /** The TCP server underneath. */
    readonly server: Server;
    readonly connectionHandlers: ((connection: { socket: Socket }) => void)[];
    readonly fetchHandlers: Record<string, HoodiecrowFetchHandler>;
    listen(port: number, host: string, listening: () => void): void;
    getMailbox(path: string): { messages: HoodiecrowMessage[] } | undefined;
    appendMessage(path: string, flags: string[], internaldate: string, raw: string): void;
  }

  export type HoodiecrowFetchHandler = (
    connection: unknown,
    message: HoodiecrowMessage,
    query: { section?: unknown[]; partial?: unknown },
  ) => unknown;

  export interface HoodiecrowOptions {
    plugins: (string | ((server: HoodiecrowServer) => void))[];
    users: Record<string, { password: string }>;
    storage: { INBOX: HoodiecrowFolder; '': HoodiecrowNamespace };
  }

  export default function hoodiecrow(options: HoodiecrowOptions): HoodiecrowServer;
}
