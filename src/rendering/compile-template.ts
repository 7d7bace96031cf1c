import Handlebars from 'handlebars';
import { HELPER_RULES, helpers, type RenderContext } from './helpers.ts';
import type { MailData } from './mail-data.ts';

/** A compiled template: data that went through `fillShape` in, text out. */
export type Write = (data: MailData, context: RenderContext) => string;

/** An environment of our own, in which only `if`, `unless`, `each`, `with` and our helpers exist. */
const environment = Handlebars.create();
for (const name of ['lookup', 'log', 'helperMissing', 'blockHelperMissing'])
  environment.unregisterHelper(name);
for (const name of Object.keys(environment.decorators)) environment.unregisterDecorator(name);
for (const [name, helper] of Object.entries(helpers)) environment.registerHelper(name, helper);

const KNOWN_HELPERS = Object.fromEntries(
  ['if', 'unless', 'each', 'with', ...Object.keys(HELPER_RULES)].map((name) => [name, true]),
);

/**
 * Compiles one template. HTML escapes what it is given, text does not. Only text is accepted, never a syntax tree,
 * which Handlebars would turn into code unseen.
 */
export function compileTemplate(source: string, kind: RenderContext['kind']): Write {
  if (typeof source !== 'string') throw new TypeError('a template must be text');
  const template = environment.compile(source, {
    knownHelpers: KNOWN_HELPERS,
    knownHelpersOnly: true,
    strict: true,
    noEscape: kind === 'text',
    explicitPartialContext: true,
  });
  return (data, context) => template(data, { data: { ...context, root: data }, ...NO_PROTOTYPES });
}

const NO_PROTOTYPES = { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false };
