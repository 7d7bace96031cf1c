import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tryLinks } from '../../src/operations/try-links.ts';
import { section, smallFolder } from '../rendering/bakery.ts';

const server = createServer((request, response) => {
  response.statusCode = request.url === '/oven' ? 200 : 404;
  response.end();
});
let url = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

test('addresses that do not answer are told with their place', async () => {
  const links = [`${url}/oven`, `${url}/gone`, 'http://127.0.0.1:1/'];
  const body = section(`<mj-text>${links.map((link) => `<a href="${link}">x</a>`).join('\n')}</mj-text>`);
  const problems = await tryLinks(await smallFolder({ 'greeting/en/body.mjml': body }));
  expect(problems.map(({ file, line, message }) => `${file}:${line} ${message}`)).toEqual([
    `greeting/en/body.mjml:3 ${url}/gone does not answer: status 404`,
    expect.stringMatching(/^greeting\/en\/body\.mjml:4 http:\/\/127\.0\.0\.1:1\/ does not answer: /),
  ]);
});
