import { styleText } from 'node:util';
import type { Terminal } from '../lib/terminal.ts';

/** How the story is printed: chapters, sentences, facts in two columns. */
export interface StoryPage {
  terminal: Terminal;
  title(text: string, below: string): void;
  chapter(text: string): void;
  /** A sentence of the story. */
  say(text: string): void;
  /** A label and what is to be said about it. */
  fact(label: string, text: string): void;
  /** A line below a fact, in the column of the texts. */
  more(text: string): void;
  /** Something was expected and did not come. */
  miss(text: string): void;
}

const LABEL_WIDTH = 16;

/** Colours only where the terminal wants them (a pipe and NO_COLOR do not). */
export function storyPage(terminal: Terminal): StoryPage {
  let chapters = 0;
  const column = ' '.repeat(LABEL_WIDTH + 3);
  return {
    terminal,
    title(text, below) {
      terminal.line();
      terminal.line(`  ${styleText(['bold', 'green'], text)}`);
      terminal.line(`  ${styleText('dim', below)}`);
    },
    chapter(text) {
      chapters++;
      terminal.line();
      terminal.line(`  ${styleText('green', String(chapters))}  ${styleText('bold', text)}`);
    },
    say: (text) => terminal.line(`     ${text}`),
    fact: (label, text) => terminal.line(`     ${styleText('dim', label.padEnd(LABEL_WIDTH - 2))}${text}`),
    more: (text) => terminal.line(`${column}${text}`),
    miss: (text) => terminal.line(`  ${styleText(['bold', 'red'], '✗')}  ${text}`),
  };
}

/** A name in any script inside an English line: the mark after it keeps what follows to its right. */
export function named(name: string): string {
  return /[\u0590-\u08ff]/.test(name) ? `${name}\u200e` : name;
}

/** `1,583`. */
export function counted(number: number): string {
  return number.toLocaleString('en');
}

/** `1 order`, `273 orders`; `plural` where an s is not enough. */
export function several(number: number, one: string, plural: string = `${one}s`): string {
  return `${counted(number)} ${number === 1 ? one : plural}`;
}

/** The first `limit` texts, and how many more there are. */
export function some(texts: readonly string[], limit: number): string {
  const rest = texts.length - limit;
  return rest > 0 ? `${texts.slice(0, limit).join(', ')} and ${rest} more` : texts.join(', ');
}
