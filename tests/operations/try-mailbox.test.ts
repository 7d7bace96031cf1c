import { type AddressInfo, createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';
import { describeFindings, tryAccount } from '../../src/operations/try-mailbox.ts';

/** A port where somebody listens and says nothing, as behind the wrong number. */
async function silentPort(): Promise<number> {
  const server = createServer(() => {});
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

it('does not wait long for a server that says nothing, and says which port that was', async () => {
  const port = await silentPort();
  const there = { host: '127.0.0.1', port, security: 'none', password: 'warm-bread' };
  const { mailboxes, reading } = configSchema.parse({
    business: { name: "Maryam's Bakery" },
    mailboxes: [{ address: 'hello@bakery.example', imap: there, smtp: there }],
  });
  const [mailbox] = mailboxes;
  if (!mailbox) throw new Error('the schema demands one mailbox');
  const startedAt = performance.now();
  const findings = await tryAccount(mailbox, reading, undefined, 1000);
  expect(performance.now() - startedAt).toBeLessThan(3000);
  expect(findings).toMatchObject({ imap: { ok: false }, smtp: { ok: false } });
  const lines = describeFindings(findings).join('\n');
  expect(lines).toContain(`cannot reach 127.0.0.1: nobody lets us in on port ${port} within 1s.`);
  expect(lines).toMatch(/SMTP: cannot reach 127\.0\.0\.1: .*\n {6}.*check/);
});
