import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAutoconfig } from '../../../src/mailbox/find-servers/autoconfig.ts';

const MARYAM = 'maryam@bakery.example';

const server = (inner: string, type = 'imap', tag = 'incomingServer') =>
  `<${tag} type="${type}">${inner}</${tag}>`;
const imap = (changes: Partial<Record<'hostname' | 'port' | 'socketType' | 'username', string>> = {}) => {
  const values = {
    hostname: 'imap.hoster.example',
    port: '993',
    socketType: 'SSL',
    username: '%EMAILADDRESS%',
    ...changes,
  };
  return server(
    Object.entries(values)
      .map(([name, value]) => `<${name}>${value}</${name}>`)
      .join(''),
  );
};
const file = (...servers: string[]) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<clientConfig version="1.1"><emailProvider id="hoster.example"><domain>bakery.example</domain>${servers.join('\n')}</emailProvider></clientConfig>`;
const read = (...servers: string[]) => readAutoconfig(file(...servers), MARYAM);
const only = (...servers: string[]) => {
  const found = read(...servers);
  return found.ok ? found.servers : [];
};

describe('readAutoconfig', () => {
  it('reads IMAP and SMTP servers in their order, and fills in the address', () => {
    const smtp = server(
      '<hostname>smtp.%EMAILDOMAIN%</hostname><port>587</port><socketType>STARTTLS</socketType><username>%EMAILLOCALPART%</username><authentication>password-cleartext</authentication>',
      'smtp',
      'outgoingServer',
    );
    expect(read(server('<hostname>pop.x.example</hostname>', 'pop3'), imap(), smtp)).toEqual({
      ok: true,
      servers: [
        { protocol: 'imap', host: 'imap.hoster.example', port: 993, security: 'tls', user: MARYAM },
        { protocol: 'smtp', host: 'smtp.bakery.example', port: 587, security: 'starttls', user: 'maryam' },
      ],
    });
  });

  it.each([
    ['without TLS', imap({ socketType: 'plain' })],
    ['with a port that is none', imap({ port: '70000' })],
    ['with a port that is a word', imap({ port: 'imap' })],
    ['with a path for a host', imap({ hostname: 'imap.x.example/path' })],
    ['with a line end in its host', imap({ hostname: 'imap.x.example&#13;&#10;EVIL' })],
    ['without a host', imap({ hostname: '' })],
  ])('leaves a server %s out', (_what, written) => {
    expect(only(written, imap())).toHaveLength(1);
    expect(read(written)).toEqual({ ok: false, why: 'names no server with TLS' });
  });

  it('takes the address where the user name cannot be used', () => {
    for (const username of ['', '%REALNAME%', 'a b', '&#10;x']) {
      expect(only(imap({ username }))[0]?.user).toBe(MARYAM);
    }
  });

  it('does not take a dollar sign of the address for a pattern', () => {
    const found = readAutoconfig(file(imap()), "karim$&$'@workshop.example");
    expect(found.ok && found.servers[0]?.user).toBe("karim$&$'@workshop.example");
  });

  it('takes few servers of a file that names many', () => {
    expect(
      only(...Array.from({ length: 100 }, (_, at) => imap({ hostname: `h${at}.x.example` }))),
    ).toHaveLength(10);
  });

  it.each([
    ['a web page', '<!doctype html><html><body>Not here</body></html>'],
    ['entities', `<!DOCTYPE x [<!ENTITY a "aaaa">]>${file(imap())}`],
    ['another XML', '<feed><entry/></feed>'],
    ['nothing', ''],
    ['half of it', file(imap()).slice(0, 140)],
    ['very deep', '<a>'.repeat(20_000)],
    [
      'names of the language',
      '<__proto__><emailProvider><incomingServer type="imap"/></emailProvider></__proto__>',
    ],
    ['an attribute for a list', '<clientConfig emailProvider="x"/>'],
  ])('refuses %s with a reason', (_what, xml) => {
    expect(readAutoconfig(xml, MARYAM)).toEqual({ ok: false, why: expect.stringMatching(/./) });
  });

  it('never throws, whatever a server sends', () => {
    const good = file(imap());
    const damaged = fc
      .tuple(
        fc.nat(good.length),
        fc.nat(40),
        fc.oneof(fc.string(), fc.constantFrom('<', '>', ']]>', '<![CDATA[', '&', '<!--')),
      )
      .map(([at, length, text]) => good.slice(0, at) + text + good.slice(at + length));
    const property = fc.property(fc.oneof(damaged, fc.string()), (xml) => {
      const found = readAutoconfig(xml, MARYAM);
      if (!found.ok) return found.why.length > 0;
      return found.servers.every(
        ({ host, port, security }) => /^[\w.:-]+$/.test(host) && port > 0 && security !== 'none',
      );
    });
    expect(fc.check(property, { numRuns: 500 }).counterexample).toBeNull();
  });
});
