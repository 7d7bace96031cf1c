import { cancel, confirm, isCancel, password } from '@clack/prompts';
import { ExitCode } from '../lib/errors.ts';

/** What a question answers when the person presses Ctrl-C. */
export type Cancelled = Extract<Awaited<ReturnType<typeof confirm>>, symbol>;

/** There is a person to ask. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY;
}

/** The answer; Ctrl-C ends the command. */
export async function ask<T>(question: Promise<T | Cancelled>): Promise<T> {
  const answer = await question;
  if (isCancel(answer)) {
    cancel('Nothing was written.');
    process.exit(ExitCode.failed);
  }
  return answer;
}

/** A question for yes or no; no unless the person says yes. */
export function askYes(message: string): Promise<boolean> {
  return ask(confirm({ message, initialValue: false }));
}

/** A password, without showing it. */
export function askPassword(message: string): Promise<string> {
  return ask(password({ message }));
}
