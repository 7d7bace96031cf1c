import { type Logger, pino } from 'pino';

export type Log = Logger;

/** Names whose values never reach a log, at any depth that our own code logs. */
const SECRET_PATHS = [
  'password',
  'pass',
  'secret',
  'token',
  'accessToken',
  'refreshToken',
  'key',
  'text',
  'html',
  'raw',
  'body',
  'source',
].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** A structured log, one JSON object a line on standard error; secrets and mail bodies are cut out (INV12). */
export function createLog(level: string, destination?: { write(line: string): void }): Log {
  const options = { level, base: null, redact: { paths: SECRET_PATHS, censor: '[cut]' } };
  return destination ? pino(options, destination) : pino(options, pino.destination({ fd: 2, sync: true }));
}

/** A log that says nothing, for tests and for commands that print their own words. */
export function silentLog(): Log {
  return pino({ level: 'silent' });
}
