import { type Automation, type SignalAutomation, signalAutomations } from '../automations/automation.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { nearestName } from '../lib/nearest.ts';
import type { Workspace } from '../schedule/workspace.ts';

/** The automation of this name. Throws a WafaError that names the nearest when there is none. */
export function automationNamed({ automations }: Pick<Workspace, 'automations'>, name: string): Automation {
  const found = automations.find((one) => one.name === name);
  if (found) return found;
  const names = automations.map((one) => one.name);
  const near = nearestName(name, names);
  throw new WafaError(`there is no automation "${name}"`, {
    hint: near === undefined ? `there are: ${names.join(', ')}` : `did you mean ${near}?`,
    exitCode: ExitCode.usage,
  });
}

/** The same of one that runs for single people. Throws a WafaError for a newsletter or digest. */
export function contactAutomationNamed(
  workspace: Pick<Workspace, 'automations'>,
  name: string,
): SignalAutomation {
  const found = automationNamed(workspace, name);
  const [automation] = signalAutomations([found]);
  if (automation) return automation;
  throw new WafaError(`"${name}" goes to a segment or to managers as a whole, not to single people`, {
    hint: 'npx wafa newsletters and npx wafa digest --preview show those',
    exitCode: ExitCode.usage,
  });
}
