import { readFile, rename, writeFile } from 'node:fs/promises';
import { isScalar, parseDocument } from 'yaml';
import { ExitCode, WafaError } from '../lib/errors.ts';
import type { Mode } from './automation.ts';
import { fileOfAutomation, loadAutomations, readAutomation } from './load-automations.ts';

/** What was changed, for the audit log. */
export interface ModeChange {
  automation: string;
  file: string;
  from: Mode;
  to: Mode;
}

/**
 * Writes `mode:` of one automation into its file and leaves all else, comments included, as it is. The caller writes
 * the audit row. Throws a WafaError when there is no such automation or its file is not right.
 */
export async function setMode(folder: string, name: string, mode: Mode): Promise<ModeChange> {
  const file = await fileOfAutomation(folder, name);
  if (file === undefined) {
    const names = (await loadAutomations(folder)).map((automation) => automation.name);
    throw new WafaError(`there is no automation "${name}"`, {
      hint: `${folder} holds ${names.join(', ') || 'none'}`,
      exitCode: ExitCode.usage,
    });
  }
  const problems: string[] = [];
  const text = await readFile(file, 'utf8');
  const before = readAutomation(text, file, problems);
  if (!before) {
    throw new WafaError(`the automation is not right:\n  ${problems.join('\n  ')}`, {
      exitCode: ExitCode.configuration,
    });
  }
  const after: string[] = [];
  if (!readAutomation(withMode(text, mode), file, after))
    throw new WafaError(`the automation cannot be switched to ${mode}:\n  ${after.join('\n  ')}`, {
      exitCode: ExitCode.usage,
    });
  // Written beside it and renamed, so that a crash leaves the old file or the new one, never half of either.
  await writeFile(`${file}.new`, withMode(text, mode));
  await rename(`${file}.new`, file);
  return { automation: name, file, from: before.mode, to: mode };
}

/** `text` with another mode in it, and not a letter of the rest changed. */
function withMode(text: string, mode: Mode): string {
  const document = parseDocument(text);
  const written = document.get('mode', true);
  if (isScalar(written) && written.range) {
    return text.slice(0, written.range[0]) + mode + text.slice(written.range[1]);
  }
  document.set('mode', mode);
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}
