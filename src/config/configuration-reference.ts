import { environmentName, listSettings, type Setting } from './list-settings.ts';

/** docs/configuration.md: every setting of the schema, by group, in Markdown. */
export function configurationReference(): string {
  const groups = new Map<string, Setting[]>();
  for (const setting of listSettings()) {
    const group = setting.path[0] ?? '';
    groups.set(group, [...(groups.get(group) ?? []), setting]);
  }
  return [INTRODUCTION, ...[...groups].map(([name, settings]) => section(name, settings))]
    .join('\n\n')
    .concat('\n');
}

const INTRODUCTION = `# Configuration

Generated from \`src/config/schema.ts\` by \`npm run generate\`; do not edit.

Wafa reads one file, \`config/wafa.yaml\` (another with \`--config FILE\` or \`WAFA_CONFIG\`), and then the environment: each
single value can be given, or replaced, by the variable named beside it (\`N\` is the place in the list, from 0).
\`npx wafa init\` writes the file for you.

A **secret** is written as itself, or better as \`env:NAME\` (taken from the environment variable NAME) or \`file:PATH\` (the
content of a file, without its last line end).

A relative path, of a **folder** or of \`file:\`, starts at the folder of the configuration file, wherever Wafa is started
from: \`config/wafa.yaml\` has its data in \`config/data\` and its automations in \`config/automations\`.

A **duration** is a number and a unit: \`30s\`, \`15m\`, \`1h\`, \`90d\`, \`6w\`, \`3mo\`, \`2y\`.`;

function section(name: string, settings: Setting[]): string {
  const rows = settings.map((setting) => {
    const shown = setting.path.map((part) => (part === '*' ? 'N' : part)).join('.');
    return `| \`${shown}\` | ${setting.description} | ${setting.type} | ${fallbackOf(setting)} | \`${environmentName(setting.path)}\` |`;
  });
  return [
    `## ${name}`,
    '',
    '| setting | what it is | value | default | environment |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function fallbackOf({ fallback, required }: Setting): string {
  if (fallback === undefined) return required ? 'required' : '';
  if (Array.isArray(fallback)) return fallback.length === 0 ? 'none' : `\`${fallback.join(', ')}\``;
  return fallback === '' ? 'empty' : `\`${JSON.stringify(fallback).replaceAll('"', '')}\``;
}
