import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Makes a sample issue ready: dates every language of it `day` (`YYYY-MM-DD`), so that it is the next one to leave on whatever day
 * the demo runs. `templates` is a copy of the shipped folder.
 */
export async function dateIssue(templates: string, slug: string, day: string): Promise<void> {
  const folder = path.join(templates, 'newsletter', 'issues');
  const files = (await readdir(folder)).filter((file) => file.startsWith(`${slug}.`));
  if (files.length === 0) throw new Error(`${folder} has no issue "${slug}"`);
  for (const file of files) {
    const text = await readFile(path.join(folder, file), 'utf8');
    const dated = text.replace(/^draft: true\n/m, '').replace(/^date: \d{4}-\d{2}-\d{2}$/m, `date: ${day}`);
    if (!dated.includes(`\ndate: ${day}\n`)) throw new Error(`${file} has no date`);
    await writeFile(path.join(folder, file), dated);
  }
}
