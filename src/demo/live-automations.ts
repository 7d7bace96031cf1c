import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setMode } from '../automations/set-mode.ts';

/**
 * Copies the shipped automations that the demo tells of from one folder to another, and lets them send. The thank-you leaves at once instead
 * of an hour later, for nobody waits that long in front of a demo. Resolves to their names.
 */
export async function makeAutomationsLive(shipped: string, folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  for (const name of TOLD) {
    await copyFile(path.join(shipped, `${name}.yaml`), path.join(folder, `${name}.yaml`));
    await setMode(folder, name, 'live');
  }
  const thankYou = path.join(folder, 'thank-you.yaml');
  const text = await readFile(thankYou, 'utf8');
  // Whatever stands there: people edit these files, and then want to see the demo again.
  await writeFile(thankYou, text.replace(/^( +after:) .*$/m, '$1 0s'));
  return [...TOLD];
}

/** Of the many that there are. */
const TOLD = ['newsletter', 'reactivation', 'thank-you', 'weekly-digest'] as const;
