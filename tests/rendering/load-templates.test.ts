import { describe, expect, test } from 'vitest';
import { WafaError } from '../../src/lib/errors.ts';
import { LOCALES } from '../../src/lib/locale.ts';
import { loadTemplates, readTemplates } from '../../src/rendering/load-templates.ts';
import { describeProblem } from '../../src/rendering/template-problem.ts';
import { COMPILED_MAILS, section, smallFolder, TEMPLATES } from './bakery.ts';

/** The problems of the mail `greeting` when its English body, on line 2, is `content`. */
async function problemsOf(content: string): Promise<string[]> {
  return problemsWith({ 'greeting/en/body.mjml': section(content) });
}

async function problemsWith(files: Record<string, string | undefined>): Promise<string[]> {
  const { problems } = await readTemplates(await smallFolder(files));
  return problems.map(describeProblem);
}

describe('the templates Wafa comes with', () => {
  test('load without a problem, each in three languages', async () => {
    const { templates, problems } = await readTemplates(TEMPLATES, COMPILED_MAILS);
    expect(problems).toEqual([]);
    for (const template of templates.values()) expect([...template.locales.keys()]).toEqual([...LOCALES]);
  });

  test('leave no double square bracket behind', async () => {
    for (const template of (await loadTemplates(TEMPLATES, COMPILED_MAILS)).values()) {
      for (const mail of template.locales.values()) expect(mail.sources.html).not.toContain('[[');
    }
  });
});

describe('a mistake is found where it stands', () => {
  test('the small mail has none', async () => {
    expect(await problemsWith({})).toEqual([]);
  });

  test('a misspelt variable, with the nearest name', async () => {
    expect(await problemsOf('<mj-text>Dear {{customer.frstName}}</mj-text>')).toEqual([
      'greeting/en/body.mjml:2:17: unknown variable customer.frstName: did you mean customer.firstName?',
    ]);
  });

  test('a misspelt variable in the subject', async () => {
    expect(await problemsWith({ 'greeting/fa/subject.hbs': 'a\nb {{busines.name}}' })).toEqual([
      'greeting/fa/subject.hbs:2:5: unknown variable busines.name: did you mean business.name?',
    ]);
  });

  test('a variable without a neighbour gets no suggestion', async () => {
    expect(await problemsOf('<mj-text>{{zzzzzzzzzz}}</mj-text>')).toEqual([
      'greeting/en/body.mjml:2:12: unknown variable zzzzzzzzzz',
    ]);
  });

  test('a name of the root inside of a list', async () => {
    const content = '<mj-text>{{#each purchase.items}}{{business.name}}{{nme}}{{/each}}</mj-text>';
    expect(await problemsOf(content)).toEqual([
      'greeting/en/body.mjml:2:36: unknown variable business.name: did you mean @root.business.name?',
      'greeting/en/body.mjml:2:53: unknown variable nme: did you mean name?',
    ]);
  });

  test('paths that are right in a list: own, parent, root, index, block parameter, length', async () => {
    const content = `<mj-text>{{#each purchase.items as |item|}}{{name}}{{../business.name}}{{@root.business.name}}
      {{@index}}{{item.quantity}}{{else}}{{purchase.items.length}}{{/each}}</mj-text>`;
    expect(await problemsOf(content)).toEqual([]);
  });

  test('a list or a group where a value is wanted, and the other way round', async () => {
    expect(await problemsOf('<mj-text>{{purchase.items}}{{business}}</mj-text>')).toEqual([
      'greeting/en/body.mjml:2:12: purchase.items is a list, not a value',
      'greeting/en/body.mjml:2:30: business is a group, not a value',
    ]);
    expect(await problemsOf('<mj-text>{{#each business.name}}x{{/each}}</mj-text>')).toEqual([
      'greeting/en/body.mjml:2:10: #each needs a list, and business.name is none',
    ]);
  });

  test.each([
    ['{{formatDat purchase.date}}', 'unknown helper formatDat: did you mean formatDate?'],
    ['{{formatDate}}', 'formatDate takes 1 values'],
    ["{{formatDate purchase.date stile='short'}}", 'formatDate has no option stile: did you mean style?'],
    ['{{#eech purchase.items}}{{/eech}}', 'unknown block #eech: did you mean each?'],
    ['{{lookup customer "name"}}', 'unknown helper lookup'],
    ['{{> signatur}}', 'unknown partial signatur: did you mean signature?'],
    ['{{> (lookup customer "name")}}', 'the name of a partial must be written out, not computed'],
    ['{{> greeting customer}}', 'a partial takes no values; it sees what the template sees'],
    ['{{{customer.name}}}', 'customer.name is not HTML: three braces would not escape it'],
    ['{{&customer.name}}', 'customer.name is not HTML: three braces would not escape it'],
    ['{{#> greeting}}x{{/greeting}}', 'PartialBlockStatement is not allowed in a template'],
    ['{{* log "x"}}', 'Decorator is not allowed in a template'],
    ['[[regard]]', 'unknown word [[regard]]: did you mean [[regards]]?'],
    ['{{constructor}}', 'unknown variable constructor'],
    ['{{customer.__proto__}}', 'unknown variable customer.__proto__'],
    ['{{toString}}', 'unknown variable toString'],
  ])('%s', async (expression, message) => {
    const [first = ''] = await problemsOf(`<mj-text>${expression}</mj-text>`);
    expect(first).toMatch(/^greeting\/en\/body\.mjml:2:\d+: /);
    expect(first).toContain(message);
  });

  test('Handlebars that cannot be read', async () => {
    const [first] = await problemsOf('<mj-text>ok</mj-text>\n<mj-text>{{#if customer.name}}</mj-text>');
    expect(first).toMatch(/^greeting\/en\/body\.mjml:[45]:1: not valid Handlebars/);
  });

  test('an element that MJML does not know', async () => {
    expect(await problemsOf('<mj-text>x</mj-text>\n<mj-textt>y</mj-textt>')).toEqual([
      "greeting/en/body.mjml:3:1: mj-textt: Element mj-textt doesn't exist or is not registered",
    ]);
  });

  test('a block that MJML would drop in silence', async () => {
    const problems = await problemsOf('{{#if customer.name}}\n<mj-text>x</mj-text>\n{{/if}}');
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('greeting/en/body.mjml:2:1: MJML drops {{#if customer.name}} here');
  });

  test('double quotes inside of an attribute', async () => {
    const problems = await problemsOf('<mj-text color="{{plural 1 "one {x}"}}">x</mj-text>');
    expect(problems).not.toEqual([]);
  });

  test('a mistake in a partial is told once, with the file of the partial', async () => {
    const problems = await problemsWith({
      'partials/signature.mjml': section('<mj-text>{{business.nam}}</mj-text>'),
    });
    expect(problems).toEqual([]);
    const used = await problemsWith({
      'partials/signature.mjml': section('<mj-text>{{business.nam}}</mj-text>'),
      'greeting/en/body.mjml': `${section('<mj-text>x</mj-text>')}{{> signature}}`,
      'greeting/fa/body.mjml': `${section('<mj-text>x</mj-text>')}{{> signature}}`,
    });
    expect(used).toEqual([
      'partials/signature.mjml:2:12: unknown variable business.nam: did you mean business.name?',
    ]);
  });

  test('a partial that contains itself', async () => {
    const problems = await problemsWith({
      'partials/echo.hbs': '{{> echo}}',
      'greeting/en/subject.hbs': '{{> echo}}',
    });
    expect(problems).toEqual(['partials/echo.hbs:1:1: partials are nested deeper than 5']);
  });

  test('a template.yaml that says something impossible', async () => {
    const manifest = 'description: A greeting.\nclass: marketting\nwhy: why-customer\nuses: [customer]\n';
    const [first] = await problemsWith({ 'greeting/template.yaml': manifest });
    expect(first).toMatch(/^greeting\/template\.yaml:2:8: class: /);
  });

  test('a group of variables that does not exist', async () => {
    const manifest =
      'description: x\nclass: transactional\nwhy: why-customer\nuses: [custommer, business, links]\n';
    const problems = await problemsWith({ 'greeting/template.yaml': manifest });
    expect(problems[0]).toBe(
      'greeting/template.yaml:4:1: layout/variables.yaml has no group "custommer": did you mean customer?',
    );
  });
});

describe('what is not there', () => {
  test('a language is reported, and does not keep the others from being loaded', async () => {
    const folder = await smallFolder({
      'greeting/ar/subject.hbs': undefined,
      'greeting/ar/body.mjml': undefined,
    });
    const { problems } = await readTemplates(folder);
    expect(problems).toEqual([
      { severity: 'warning', file: 'greeting/ar', line: 1, column: 1, message: 'greeting has no ar version' },
    ]);
    const templates = await loadTemplates(folder);
    expect([...(templates.get('greeting')?.locales.keys() ?? [])]).toEqual(['en', 'fa']);
  });

  test('English is an error, for everything falls back to it', async () => {
    const folder = await smallFolder({
      'greeting/en/subject.hbs': undefined,
      'greeting/en/body.mjml': undefined,
    });
    await expect(loadTemplates(folder)).rejects.toThrow('greeting has no en version');
  });

  test.each([undefined, '  \n'])('a subject (%j)', async (subject) => {
    expect(await problemsWith({ 'greeting/fa/subject.hbs': subject })).toEqual([
      'greeting/fa/subject.hbs:1:1: a mail needs a subject',
    ]);
  });

  test('the folder itself', async () => {
    await expect(loadTemplates('/nowhere/templates')).rejects.toThrow(WafaError);
  });
});

test('loading refuses templates with errors and lists each with its place', async () => {
  const folder = await smallFolder({
    'greeting/en/body.mjml': section('<mj-text>{{customer.frstName}}</mj-text>'),
    'greeting/fa/subject.hbs': '{{custmer.name}}',
  });
  await expect(loadTemplates(folder)).rejects.toThrow(
    /greeting\/en\/body\.mjml:2:12: .*did you mean customer\.firstName\?\n {2}greeting\/fa\/subject\.hbs:1:3: /,
  );
});
