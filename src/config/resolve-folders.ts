import path from 'node:path';
import { listSettings } from './list-settings.ts';
import { getIn, placesOf, setIn } from './places.ts';

/**
 * Makes every folder of the checked settings absolute. A relative one starts at the folder of the configuration file,
 * wherever Wafa is started from: from the current folder a daemon would open an empty second database. Empty stays empty.
 */
export function resolveFolders<T extends Record<string, unknown>>(settings: T, file: string): T {
  const resolved = structuredClone(settings);
  for (const setting of listSettings().filter(({ folder }) => folder)) {
    for (const place of placesOf(resolved, setting.path)) {
      const written = getIn(resolved, place);
      if (typeof written === 'string' && written !== '')
        setIn(resolved, place, path.resolve(path.dirname(file), written));
    }
  }
  return resolved;
}
