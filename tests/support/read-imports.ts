/** One import in a source file, of whatever kind. */
export interface Import {
  /** As written: `./parse.ts`, `node:fs`, `hono/csrf`. */
  readonly specifier: string;
  /** `import type`, `export type ... from`, or `typeof import(...)`: gone when the code runs. */
  readonly typeOnly: boolean;
  readonly line: number;
}

/**
 * Every import of a TypeScript or JavaScript source: static, re-export, bare, dynamic, `typeof import()`, `require`,
 * `require.resolve`, and `new URL('./file.ts', import.meta.url)`, by which workers are started. A dynamic import of
 * a computed name cannot be judged and is left out.
 */
export function readImports(source: string): Import[] {
  const code = withoutComments(source);
  const found: Import[] = [];
  for (const { pattern, typeOnly } of PATTERNS) {
    for (const match of code.matchAll(pattern)) {
      const { specifier = '', type } = match.groups ?? {};
      found.push({ specifier, typeOnly: typeOnly || type !== undefined, line: lineAt(code, match.index) });
    }
  }
  return found.sort((a, b) => a.line - b.line);
}

/** Blanks comments out, leaving line numbers and strings as they are. */
export function withoutComments(source: string): string {
  return source.replaceAll(STRING_OR_COMMENT, (text) =>
    text.startsWith('/*') || text.startsWith('//') ? text.replaceAll(/[^\n]/g, ' ') : text,
  );
}

const NAME = String.raw`['"](?<specifier>[^'"\n]+)['"]`;
const WORDS = String.raw`[\w\s{},*$]+?`;

const PATTERNS: readonly { pattern: RegExp; typeOnly: boolean }[] = [
  {
    pattern: new RegExp(
      String.raw`^\s*(?:import|export)\s+(?<type>type\s+)?${WORDS}\s*\bfrom\s*${NAME}`,
      'gm',
    ),
    typeOnly: false,
  },
  { pattern: new RegExp(String.raw`^\s*(?:import|export)\s*\*\s*from\s*${NAME}`, 'gm'), typeOnly: false },
  { pattern: new RegExp(String.raw`^\s*import\s*${NAME}`, 'gm'), typeOnly: false },
  { pattern: new RegExp(String.raw`(?<!typeof\s+)\bimport\(\s*${NAME}`, 'g'), typeOnly: false },
  { pattern: new RegExp(String.raw`\btypeof\s+import\(\s*${NAME}`, 'g'), typeOnly: true },
  { pattern: new RegExp(String.raw`\brequire(?:\.resolve)?\(\s*${NAME}`, 'g'), typeOnly: false },
  {
    pattern: new RegExp(String.raw`\bnew URL\(\s*${NAME}\s*,\s*import\.meta\.url`, 'g'),
    typeOnly: false,
  },
];

/**
 * Strings are matched so that a `//` inside one is not taken for a comment, and regular expressions (after what can
 * stand before one) so that a quote inside one does not open a string.
 */
const STRING_OR_COMMENT =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`|(?<=[=(,:[!&|?{};\n]\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\//g;

function lineAt(code: string, index: number): number {
  const leading = /^\s*/.exec(code.slice(index))?.[0].length ?? 0;
  return code.slice(0, index + leading).split('\n').length;
}
