import { cp, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Brand } from '../../src/rendering/brand.ts';
import type { RenderRequest } from '../../src/rendering/render-mail.ts';

/** Shared by the tests that load the whole library: compiling its MJML takes seconds. */
export const COMPILED_MAILS = { cacheFolder: join(tmpdir(), 'wafa-test-mails') };

/** The templates Wafa comes with. */
export const TEMPLATES = join(import.meta.dirname, '../../templates');

export const BAKERY: Brand = {
  name: 'Maryam’s Bakery',
  website: 'https://bakery.example',
  phone: '+44 20 7946 0321',
  postalAddress: '14 Mill Lane\nBristol BS1 4QA',
  color: '#9c4f2e',
  signature: 'Maryam Hosseini',
};

/** Karim of the workshop bought twice what he needs for a Friday breakfast. */
export const KARIMS_ORDER: RenderRequest = {
  name: 'thank-you',
  locale: 'en',
  brand: BAKERY,
  links: {},
  data: {
    customer: { name: 'Karim Haddad', firstName: 'Karim', email: 'karim@workshop.example' },
    purchase: {
      date: '2026-03-20',
      items: [
        { name: 'Sourdough loaf', quantity: 2 },
        { name: 'Cardamom buns', quantity: 12 },
      ],
      amountMinor: 4850,
      currency: 'EUR',
      orderId: '#A-1042/26',
    },
  },
};

/** A mail that is right in every way, to be spoiled by a test. */
const GREETING: Record<string, string> = {
  'greeting/template.yaml': [
    'description: A greeting.',
    'class: transactional',
    'why: why-customer',
    'uses: [customer, purchase, business, links]',
  ].join('\n'),
  ...Object.fromEntries(
    ['en', 'ar', 'fa'].flatMap((locale) => [
      [`greeting/${locale}/subject.hbs`, 'Hello {{customer.firstName}}'],
      [`greeting/${locale}/body.mjml`, section('<mj-text>Hello {{customer.firstName}}</mj-text>')],
    ]),
  ),
};

export function section(content: string): string {
  return `<mj-section><mj-column>\n${content}\n</mj-column></mj-section>`;
}

/** A templates folder with our layout, the mail `greeting`, and `files` put over it; undefined leaves a file out. */
export async function smallFolder(files: Record<string, string | undefined> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'wafa-templates-'));
  await cp(join(TEMPLATES, 'layout'), join(folder, 'layout'), { recursive: true });
  await cp(join(TEMPLATES, 'partials'), join(folder, 'partials'), { recursive: true });
  for (const [path, text] of Object.entries({ ...GREETING, ...files })) {
    if (text === undefined) continue;
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}
