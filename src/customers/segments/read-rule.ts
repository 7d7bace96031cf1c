import { isDeepStrictEqual } from 'node:util';
import { describeError, ExitCode, WafaError } from '../../lib/errors.ts';
import { parseRule } from './parse-rule.ts';
import { printRule } from './print-rule.ts';
import { checkSize, type Rule, ruleSchema } from './rule.ts';

/**
 * A rule from JSON, checked as strictly as one from text: every name, every value. Throws a WafaError that says what is
 * wrong.
 */
export function readRule(given: unknown): Rule {
  checkSize(given);
  const checked = ruleSchema.safeParse(given);
  if (!checked.success)
    throw new WafaError('the rule is not right: it is no rule as docs/segments.md describes them', {
      hint: describeError(checked.error.issues[0]?.message ?? ''),
      exitCode: ExitCode.usage,
    });
  // Its text says which names and values there are; a rule that does not come back from it holds what no text can say.
  const read = parseRule(printRule(checked.data));
  if (!isDeepStrictEqual(read, withoutUndefined(checked.data)))
    throw new WafaError('the rule is not right: it is not what its own text says', {
      hint: printRule(read),
      exitCode: ExitCode.usage,
    });
  return read;
}

function withoutUndefined(rule: Rule): unknown {
  return JSON.parse(JSON.stringify(rule));
}
