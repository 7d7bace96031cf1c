import type { ParsedMessage } from '../../messages/parse/parsed-message.ts';
import { groupThreads } from '../../messages/threads/group-threads.ts';
import { threadKeys } from '../../messages/threads/thread-keys.ts';
import type { Expected } from './expected.ts';
import type { Judgement } from './scores.ts';

/** Judges whether mails were grouped into the expected conversations; other algorithms than REFERENCES are not ours. */
export function judgeThread(messages: ParsedMessage[], { thread }: Expected): Judgement {
  if (!thread?.groups || (thread.algorithm && thread.algorithm !== 'REFERENCES')) return {};
  const mails = messages
    .slice(0, thread.use_first ?? messages.length)
    .map((message) => ({ keys: threadKeys(message), date: message.date }));
  const found = groupThreads(mails).map((group) => group.map((position) => position + 1));
  return { groups: normalForm(found) === normalForm(thread.groups) };
}

function normalForm(groups: number[][]): string {
  return groups
    .map((group) => group.toSorted((a, b) => a - b).join(' '))
    .toSorted()
    .join(' | ');
}
