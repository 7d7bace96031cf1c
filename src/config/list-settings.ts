import { z } from 'zod';
import { configSchema } from './schema.ts';

/** One setting that holds a single value (or a list of plain ones), as found in the schema. */
export interface Setting {
  /** `['mailboxes', '*', 'imap', 'password']`; `*` stands for a place in a list. */
  path: string[];
  description: string;
  type: string;
  fallback: unknown;
  required: boolean;
  secret: boolean;
  /** The path of a folder: a relative one starts at the configuration file's folder. */
  folder: boolean;
}

/** Every setting of the schema, in its order; groups are left out, lists of groups appear with `*`. */
export function listSettings(): readonly Setting[] {
  listed ??= [...settingsBelow(z.toJSONSchema(configSchema, { io: 'input' }), [], true)];
  return listed;
}

let listed: Setting[] | undefined;

/** `WAFA_MAILBOXES_0_IMAP_PASSWORD` for the first mailbox's `imap.password`; `N` stands for a place in a list. */
export function environmentName(path: readonly string[]): string {
  const words = path.map((part) => (part === '*' ? 'N' : part.replace(/[A-Z]/g, (letter) => `_${letter}`)));
  return `WAFA_${words.join('_').toUpperCase()}`;
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

function* settingsBelow(schema: JsonSchema, path: string[], required: boolean): Generator<Setting> {
  const items = itemsOf(schema);
  if (schema.properties) {
    for (const [name, value] of Object.entries(schema.properties)) {
      if (typeof value === 'boolean') continue;
      yield* settingsBelow(value, [...path, name], schema.required?.includes(name) ?? false);
    }
  } else if (items?.properties) {
    yield* settingsBelow(items, [...path, '*'], required);
  } else {
    yield {
      path,
      description: schema.description ?? '',
      type: typeOf(schema, items),
      fallback: schema.default,
      required,
      secret: schema.secret === true,
      folder: schema.folder === true,
    };
  }
}

function itemsOf(schema: JsonSchema): JsonSchema | undefined {
  const { items } = schema;
  return typeof items === 'object' && !Array.isArray(items) ? items : undefined;
}

function typeOf(schema: JsonSchema, items: JsonSchema | undefined): string {
  if (items) return `list of ${typeOf(items, undefined)}`;
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(' \\| ');
  if (schema.type === 'integer' || schema.type === 'number') return rangeOf(schema);
  if (schema.folder === true) return 'folder';
  return schema.secret === true ? 'secret' : schema.type === 'boolean' ? '`true` \\| `false`' : 'text';
}

function rangeOf(schema: JsonSchema): string {
  return `number, ${String(schema.minimum)} to ${String(schema.maximum)}`;
}
