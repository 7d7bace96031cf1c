import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { compileOnThread } from '../../src/rendering/mjml-thread.ts';

const letter = (text: string) =>
  `<mjml><mj-body><mj-section><mj-column><mj-text>${text}</mj-text></mj-column></mj-section></mj-body></mjml>`;

test('answers each of several who ask at once, and names what is wrong', async () => {
  const [bread, cake, broken] = await Promise.all([
    compileOnThread(letter('bread')),
    compileOnThread(letter('cake')),
    compileOnThread('<mjml><mj-body><mj-oven /></mj-body></mjml>'),
  ]);
  expect(bread?.html).toContain('bread');
  expect(bread?.html).not.toContain('cake');
  expect(cake?.html).toContain('cake');
  expect(broken?.errors[0]?.message).toContain('mj-oven');
});

test('starts again after its thread had nothing to do and ended', async () => {
  await compileOnThread(letter('bread'));
  await sleep(2500);
  expect((await compileOnThread(letter('tea'))).html).toContain('tea');
});
