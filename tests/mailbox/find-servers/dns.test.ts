import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemDns } from '../../../src/mailbox/find-servers/dns.ts';
import { type DnsStub, startDnsStub } from '../../support/dns-stub.ts';

let stub: DnsStub;
beforeAll(async () => {
  stub = await startDnsStub({
    'bakery.example': {
      mx: [
        { preference: 20, exchange: 'mx2.Hoster.example' },
        { preference: 10, exchange: 'MX1.hoster.example' },
      ],
    },
    '_imaps._tcp.bakery.example': {
      srv: [
        { priority: 20, weight: 0, port: 993, target: 'spare.hoster.example' },
        { priority: 10, weight: 1, port: 993, target: 'small.hoster.example' },
        { priority: 10, weight: 9, port: 1993, target: 'large.hoster.example' },
      ],
    },
    '_submission._tcp.bakery.example': { srv: [{ priority: 0, weight: 0, port: 0, target: '.' }] },
    'mx1.hoster.example': { a: ['192.0.2.7'], aaaa: ['2001:db8::7'] },
    'six.hoster.example': { aaaa: ['2001:db8:0:1::8'] },
    'null.example': { mx: [{ preference: 0, exchange: '.' }] },
    'broken.example': { fails: true },
  });
});
afterAll(() => stub.stop());

describe('systemDns', () => {
  const dns = () => systemDns([stub.server]);

  it('answers exchangers and services in the order of preference', async () => {
    expect(await dns().mailExchangers('bakery.example')).toEqual({
      records: ['mx1.hoster.example', 'mx2.hoster.example'],
    });
    expect((await dns().services('_imaps._tcp.bakery.example')).records).toEqual([
      { target: 'large.hoster.example', port: 1993 },
      { target: 'small.hoster.example', port: 993 },
      { target: 'spare.hoster.example', port: 993 },
    ]);
  });

  it('knows a service that is said not to be there, and a domain that takes no mail (RFC 7505)', async () => {
    expect((await dns().services('_submission._tcp.bakery.example')).records).toEqual([
      { target: '', port: 0 },
    ]);
    expect(await dns().mailExchangers('null.example')).toEqual({ records: [] });
  });

  it('answers addresses of both families, and an address for itself', async () => {
    expect((await dns().addresses('mx1.hoster.example')).records).toEqual(['192.0.2.7', '2001:db8::7']);
    expect((await dns().addresses('six.hoster.example')).records).toEqual(['2001:db8:0:1::8']);
    expect((await dns().addresses('10.0.0.7')).records).toEqual(['10.0.0.7']);
  });

  it('tells nothing from trouble', async () => {
    expect(await dns().addresses('nowhere.example')).toEqual({ records: [] });
    expect(await dns().mailExchangers('six.hoster.example')).toEqual({ records: [] });
    expect(await dns().services('broken.example')).toEqual({
      records: [],
      trouble: expect.stringMatching(/SERVFAIL/),
    });
  });
});
