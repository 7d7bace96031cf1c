import Handlebars from 'handlebars';
import { compileTemplate } from '../../../src/rendering/compile-template.ts';
import { senderTo } from '../../outbox/outbox-fixture.ts';
import type { FaultCase } from '../fault-case.ts';
import { assertSame, BOLD, outboxShop } from '../outgoing/outbox-shop.ts';

const CONTEXT = { kind: 'html', locale: 'en', calendar: 'gregorian', timeZone: 'UTC' } as const;

/** What a template must not do: reach the prototype, the process or another template, or run for ever. */
const ESCAPES = [
  '{{constructor.constructor}}',
  '{{customer.constructor}}',
  '{{customer.__proto__.polluted}}',
  '{{#with customer as |c|}}{{c.constructor.name}}{{/with}}',
  '{{lookup customer "constructor"}}',
  '{{#each (lookup this "__proto__")}}x{{/each}}',
  '{{> other}}',
  '{{> (lookup . "name")}}',
  '{{#*inline "a"}}{{> a}}{{/inline}}{{> a}}',
  '{{* decorate}}',
  '{{log customer level="error"}}',
  '{{helperMissing}}',
  '{{#blockHelperMissing}}x{{/blockHelperMissing}}',
  '{{process.env}}',
  '{{{{raw}}}}{{customer}}{{{{/raw}}}}',
];

const escapes: FaultCase = {
  id: 'C1',
  injected: `${ESCAPES.length} ways out of a template, one that includes itself, and a syntax tree instead of a text`,
  checked: 'each is refused or writes nothing of the program, within a second, and a tree is never compiled',
  needs: [],
  quick: true,
  run: () => {
    const refused: string[] = [];
    for (const source of ESCAPES) {
      const began = performance.now();
      let written = '';
      try {
        written = compileTemplate(source, 'html')({ customer: { name: 'Leila' }, name: 'other' }, CONTEXT);
      } catch {
        refused.push(source);
      }
      if (/function|native code|Object|polluted|PATH/.test(written))
        throw new Error(`${source} wrote ${written}`);
      if (performance.now() - began > 1000) throw new Error(`${source} took too long`);
    }
    const tree: unknown = Handlebars.parse('{{customer.name}}');
    for (const source of [tree, { type: 'Program', body: [] }, null]) {
      let compiled = true;
      try {
        compileTemplate(source as string, 'html');
      } catch {
        compiled = false;
      }
      if (compiled) throw new Error('a syntax tree was compiled');
    }
    return Promise.resolve(
      `${refused.length} of ${ESCAPES.length} refused, the others wrote nothing of the program`,
    );
  },
};

const twice: FaultCase = {
  id: 'C2',
  injected: 'names and texts of customers that are templates themselves',
  checked: 'they are written as they are, escaped in HTML, and never evaluated',
  needs: [],
  run: () => {
    const hostile = [
      '{{customer.secret}}',
      '{{#each this}}{{this}}{{/each}}',
      '${1+1}',
      '<b>{{{x}}}</b>',
      '{{{{raw}}}}',
    ];
    for (const name of hostile) {
      const data = { customer: { name, secret: 'saffron' } };
      const text = compileTemplate('Dear {{customer.name}}', 'text')(data, { ...CONTEXT, kind: 'text' });
      assertSame(text, `Dear ${name}`, 'as text');
      const html = compileTemplate('<p>{{customer.name}}</p>', 'html')(data, CONTEXT);
      if (html.includes('saffron') || html.includes('<b>')) throw new Error(`evaluated: ${html}`);
    }
    return Promise.resolve(`${hostile.length} names`);
  },
};

const editedMidway: FaultCase = {
  id: 'C3',
  injected: 'the template is edited in the middle of a campaign',
  checked: 'what was in the outbox leaves byte for byte as it was written; only what is written later is new',
  needs: ['postgres'],
  async run(world) {
    const shop = await outboxShop(world);
    let source = 'Dear {{customer.name}}, the old text.';
    const write = (who: string) =>
      compileTemplate(source, 'text')({ customer: { name: who } }, { ...CONTEXT, kind: 'text' });
    for (let number = 0; number < 30; number++)
      await shop.enqueue(`early-${number}`, { text: write(`early-${number}`) });
    const before = await shop.database.inside((tx) =>
      tx.selectFrom('outgoing_emails').select(['message_id', 'bytes']).execute(),
    );
    await shop.deliver(senderTo(shop.server), { settings: { ...BOLD, connections: 2 }, limit: 10 });
    source = 'Dear {{customer.name}}, the new text.';
    for (let number = 0; number < 10; number++)
      await shop.enqueue(`late-${number}`, { text: write(`late-${number}`) });
    await shop.deliver(senderTo(shop.server), { settings: BOLD });
    await shop.expect({ sent: 40 });
    for (const { message_id, bytes } of before) {
      const mail = shop.server.accepted().find(({ messageId }) => messageId === `<${message_id}>`);
      if (mail?.raw.trimEnd() !== Buffer.from(bytes).toString().trimEnd())
        throw new Error('a mail left other than it was written');
    }
    const texts = shop.server.accepted().filter(({ raw }) => raw.includes('the new text.'));
    assertSame(texts.length, 10, 'mails with the new text');
    return '30 old, 10 new';
  },
};

export const TEMPLATE_CASES = [escapes, twice, editedMidway];
