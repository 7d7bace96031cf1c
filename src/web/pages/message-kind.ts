import { html } from 'hono/html';
import type { MessageClass, MessageDirection } from '../../database/tables.ts';
import type { Html } from '../views/layout.ts';
import { tag } from '../views/parts.ts';
import type { Words } from '../words.ts';

/** Whether a message came or went, and what it is when it is not simply from a person. */
export function messageKind(
  words: Words,
  { direction, class: messageClass }: { direction: MessageDirection; class: MessageClass },
): Html {
  const special = direction === 'incoming' && messageClass !== 'human';
  return html`${tag(words.directions[direction])}${special ? html` ${tag(words.classes[messageClass])}` : ''}`;
}
