import type { Socket } from 'node:net';
import type { SmtpReply } from './mail-sender.ts';
import { replyReader } from './smtp-replies.ts';

/** The two sides of one open connection, turn by turn. Nothing of it rejects. */
export interface Conversation {
  /** Writes; `turns` is how many replies this asks for. */
  say(what: string | Buffer, turns: number): void;
  /** Resolves once all that was said has left this process. */
  said(): Promise<void>;
  /** The reply to the oldest thing said that is not answered yet, or why there will be none. */
  hear(): Promise<SmtpReply | string>;
  /** Why no more will be heard: the other side is gone, talked nonsense or out of turn. */
  broken(): string | undefined;
  /** Ends it at once: nothing that still lies in a buffer is sent. */
  destroy(): void;
}

/**
 * Talks over a socket that is open, encrypted and logged in as it shall be. A server that says something nobody asked for has
 * lost its place, or closes (421): then nothing that it says can be held to one of our commands.
 */
export function converse(socket: Socket): Conversation {
  const read = replyReader();
  const replies: SmtpReply[] = [];
  let listener: ((heard: SmtpReply | string) => void) | undefined;
  let turns = 0;
  let broken: string | undefined;

  const tell = () => {
    const heard = replies.length > 0 ? replies[0] : broken;
    if (!listener || heard === undefined) return;
    if (typeof heard !== 'string') replies.shift();
    const listening = listener;
    listener = undefined;
    listening(heard);
  };
  const end = (why: string) => {
    broken ??= why;
    tell();
  };
  socket.on('data', (chunk: Buffer) => {
    if (broken !== undefined) return;
    const heard = read(chunk);
    for (const reply of heard.replies) {
      if (turns === 0) return destroy(`the server spoke out of turn: ${reply.text}`);
      turns--;
      replies.push(reply);
    }
    tell();
    if (heard.broken !== undefined) destroy(heard.broken);
  });
  socket.once('end', () => end('the server closed the connection'));
  socket.once('close', () => end('the connection was lost'));
  socket.once('error', (error) => end(`the connection was lost: ${error.message}`));
  if (socket.destroyed || !socket.readable) end('the connection was lost');

  function destroy(why: string): void {
    end(why);
    socket.destroy();
  }

  return {
    say(what, asked) {
      turns += asked;
      if (broken === undefined) socket.write(what);
    },
    said() {
      if (socket.writableLength === 0 || broken !== undefined) return Promise.resolve();
      return new Promise((resolve) => {
        const done = () => {
          socket.off('close', done);
          resolve();
        };
        // Behind all that was written before it.
        socket.write('', done);
        socket.once('close', done);
      });
    },
    hear: () =>
      new Promise((resolve) => {
        listener = resolve;
        tell();
      }),
    broken: () => broken ?? (socket.destroyed || !socket.writable ? 'the connection was lost' : undefined),
    destroy: () => destroy('the connection was given up'),
  };
}
