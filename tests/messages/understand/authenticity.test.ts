import { describe, expect, it } from 'vitest';
import { parseMessage } from '../../../src/messages/parse/parse.ts';
import { checkAuthenticity } from '../../../src/messages/understand/authenticity.ts';
import { composeMail } from '../compose-mail.ts';

const TRUSTED = ['mx.bakery.example'];

/** Karim's mail with these Authentication-Results, topmost first. */
async function check(results: string[], trusted = TRUSTED, from = 'karim@news.workshop.example') {
  const header = results.map((value) => `Authentication-Results: ${value}\r\n`).join('');
  const raw = Buffer.concat([Buffer.from(header), composeMail({ From: from }, 'bread')]);
  return checkAuthenticity(await parseMessage(raw), trusted);
}

describe('checkAuthenticity', () => {
  it('believes DMARC, and DKIM or SPF that are aligned', async () => {
    expect(await check(['mx.bakery.example; dmarc=pass header.from=workshop.example'])).toEqual({
      verdict: 'verified',
      reason: 'dmarc=pass for news.workshop.example',
      checkedBy: 'trusted-server',
    });
    expect(
      (await check(['MX.bakery.example 1; dkim=pass (2048-bit key; ok) header.d=workshop.example'])).verdict,
    ).toBe('verified');
    expect((await check(['mx.bakery.example; spf=pass smtp.mailfrom=b@workshop.example'])).verdict).toBe(
      'verified',
    );
  });

  it('says failed when DMARC failed, even beside a pass of something else', async () => {
    const results =
      'mx.bakery.example; dkim=pass header.d=workshop.example; dmarc=fail header.from=workshop.example';
    expect((await check([results])).verdict).toBe('failed');
  });

  it('leaves the rest unverified', async () => {
    expect((await check([])).verdict).toBe('unverified');
    expect((await check(['mx.bakery.example; none'])).verdict).toBe('unverified');
    expect((await check(['mx.bakery.example; dkim=pass header.d=mailer.example'])).reason).toContain(
      'not aligned',
    );
    expect((await check(['mx.bakery.example; dmarc=pass'], [])).reason).toBe('no server is trusted to check');
    expect((await check(['mx.bakery.example; dkim=neutral header.d=workshop.example'])).verdict).toBe(
      'unverified',
    );
  });

  it('does not believe what the sender wrote', async () => {
    const forged = 'mx.evil.example; dmarc=pass header.from=workshop.example';
    expect((await check([forged])).verdict).toBe('unverified');
    // The own server writes on top; below it stands whatever came with the mail.
    expect((await check(['mx.bakery.example; dmarc=fail', 'mx.bakery.example; dmarc=pass'])).verdict).toBe(
      'failed',
    );
    expect((await check(['mx.evil.example; (mx.bakery.example; dmarc=pass)'])).verdict).toBe('unverified');
    expect(
      (await check(['mx.bakery.example; dkim=fail (dmarc=pass; spf=pass smtp.mailfrom=workshop.example)']))
        .verdict,
    ).toBe('unverified');
    const twice = 'mx.bakery.example; dkim=pass header.d=evil.example header.d=workshop.example';
    expect((await check([twice])).verdict).toBe('unverified');
  });

  it('needs an address in From', async () => {
    expect(await check(['mx.bakery.example; dmarc=pass'], TRUSTED, 'Karim')).toMatchObject({
      verdict: 'unverified',
    });
  });
});
