import { readFileSync } from 'node:fs';
import path from 'node:path';
import { nearestName } from '../lib/nearest.ts';
import { environmentName, listSettings } from './list-settings.ts';
import { getIn, type Place, placesOf, setIn } from './places.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that are not settings. */
const NOT_SETTINGS = new Set(['WAFA_CONFIG']);

/**
 * Puts the values of `WAFA_…` variables into `settings`; yields a sentence for each that names no setting and that no
 * secret is taken from.
 */
export function* overrideFromEnvironment(
  settings: Record<string, unknown>,
  environment: Environment,
): Generator<string> {
  const ofSecrets = new Set(secretsOf(settings).map(({ written }) => /^env:(.*)/.exec(written)?.[1]));
  const names = new Map(listSettings().map((setting) => [environmentName(setting.path), setting]));
  for (const [variable, value] of Object.entries(environment)) {
    if (!variable.startsWith('WAFA_') || NOT_SETTINGS.has(variable) || value === undefined) continue;
    const general = variable.replace(/_\d+(?=_|$)/g, '_N');
    const setting = names.get(general);
    if (!setting) {
      if (ofSecrets.has(variable)) continue;
      const nearest = nearestName(general, names.keys());
      yield `environment: ${variable} is not a setting${nearest ? `; did you mean ${nearest}?` : ''}`;
      continue;
    }
    const places = [...variable.matchAll(/_(\d+)(?=_|$)/g)].map((match) => Number(match[1]));
    const place = setting.path.map((part) => (part === '*' ? (places.shift() ?? 0) : part));
    const typed = typedValue(setting.type, value);
    if (Number.isNaN(typed)) yield `environment: ${variable} must be a number; it is "${value}"`;
    else setIn(settings, place, typed);
  }
}

function typedValue(type: string, text: string): unknown {
  if (type.startsWith('list of')) return text.split(',').map((part) => part.trim());
  if (type.startsWith('number')) return Number(text);
  return type.includes('`true`') ? text === 'true' : text;
}

/** Replaces `env:NAME` and `file:PATH` where the schema has a secret; yields a sentence for each that is not there. */
export function* resolveSecrets(
  settings: Record<string, unknown>,
  file: string,
  environment: Environment,
  where: (place: readonly PropertyKey[]) => string,
): Generator<string> {
  for (const { place, written } of secretsOf(settings)) {
    const resolved = resolveSecret(written, path.dirname(file), environment);
    if ('problem' in resolved) yield `${where(place)}: ${place.join('.')}: ${resolved.problem}`;
    else setIn(settings, place, resolved.value);
  }
}

/** Every secret as it is written. */
function secretsOf(settings: Record<string, unknown>): { place: Place; written: string }[] {
  return listSettings()
    .filter(({ secret }) => secret)
    .flatMap((setting) => placesOf(settings, setting.path))
    .flatMap((place) => {
      const written = getIn(settings, place);
      return typeof written === 'string' ? [{ place, written }] : [];
    });
}

function resolveSecret(
  written: string,
  folder: string,
  environment: Environment,
): { value: string } | { problem: string } {
  if (written.startsWith('env:')) {
    const value = environment[written.slice(4)];
    return value ? { value } : { problem: `the environment variable ${written.slice(4)} is not set` };
  }
  if (!written.startsWith('file:')) return { value: written };
  const secretFile = path.resolve(folder, written.slice(5));
  try {
    return { value: readFileSync(secretFile, 'utf8').replace(/\r?\n$/, '') };
  } catch {
    return { problem: `the file ${secretFile} cannot be read` };
  }
}
