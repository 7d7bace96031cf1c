import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it, test } from 'vitest';
import { type DoctorWorld, examineSender, type Sender } from '../../../src/outbox/doctor/examine.ts';
import { type Finding, passes } from '../../../src/outbox/doctor/finding.ts';
import type { MailDns } from '../../../src/outbox/doctor/mail-dns.ts';
import { sendingProvider } from '../../../src/outbox/doctor/sending-providers.ts';
import { dkimRecord, examineAlignment } from '../../../src/outbox/doctor/signatures.ts';
import { examineSpf } from '../../../src/outbox/doctor/spf.ts';

const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

interface Zone {
  txt?: Record<string, string[]>;
  mx?: Record<string, string[]>;
  a?: Record<string, string[]>;
  ptr?: Record<string, string[]>;
  /** Names that get no answer. */
  silent?: string[];
}

function dnsOf({ txt = {}, mx = {}, a = {}, ptr = {}, silent = [] }: Zone): MailDns {
  const answer = (records: Record<string, string[]>) => (name: string) =>
    Promise.resolve(
      silent.includes(name)
        ? { records: [], trouble: 'no answer in time' }
        : { records: records[name] ?? [] },
    );
  return { texts: answer(txt), mailExchangers: answer(mx), addresses: answer(a), names: answer(ptr) };
}

/** A bakery with a server of its own, on which all is well. */
const GOOD_ZONE: Zone = {
  txt: {
    'bakery.example': ['v=spf1 ip4:192.0.2.7 ~all', 'site-verification=1'],
    'wafa._domainkey.bakery.example': [dkimRecord(publicKey)],
    '_dmarc.bakery.example': ['v=DMARC1; p=none; rua=mailto:dmarc@bakery.example'],
  },
  mx: { 'bakery.example': ['mail.bakery.example'] },
  a: { 'mail.bakery.example': ['192.0.2.7'] },
  ptr: { '192.0.2.7': ['mail.bakery.example'] },
};
const BAKERY: Sender = {
  address: 'hello@bakery.example',
  smtp: { host: 'mail.bakery.example', security: 'tls' },
  signing: { domain: 'bakery.example', selector: 'wafa', publicKey },
  publicUrl: 'https://mail.bakery.example',
  postalAddress: '14 Mill Lane, Bristol',
  freeMail: new Set(),
};

function examine(zone: Zone, sender: Partial<Sender> = {}, world: Partial<DoctorWorld> = {}) {
  const dns = dnsOf({ ...GOOD_ZONE, ...zone, txt: { ...GOOD_ZONE.txt, ...zone.txt } });
  const outside: DoctorWorld = {
    dns,
    trySmtp: () => Promise.resolve(undefined),
    fetchStatus: () => Promise.resolve(404),
    ...world,
  };
  return examineSender({ ...BAKERY, ...sender }, outside);
}

const faults = (findings: Finding[]) =>
  findings.filter(({ verdict }) => verdict !== 'ok').map(({ check, verdict }) => `${check} ${verdict}`);
const found = (findings: Finding[], check: Finding['check']) =>
  findings.find((finding) => finding.check === check);

describe('the doctor', () => {
  it('passes a sender on which all is well, and looks at everything', async () => {
    const findings = await examine({});
    expect(faults(findings)).toEqual([]);
    expect(findings.map(({ check }) => check)).toEqual([
      'sender domain',
      'SPF',
      'DKIM',
      'DMARC',
      'alignment',
      'reverse name',
      'TLS',
      'answers',
      'unsubscribe address',
      'postal address',
    ]);
    expect(passes(findings)).toBe(true);
  });

  it('says what goes into the DNS where nothing is', async () => {
    const findings = await examine({
      txt: { 'bakery.example': [], '_dmarc.bakery.example': [], 'wafa._domainkey.bakery.example': [] },
    });
    expect(faults(findings)).toEqual(['SPF failed', 'DKIM failed', 'DMARC failed']);
    expect(found(findings, 'SPF')?.record).toEqual({
      host: 'bakery.example',
      type: 'TXT',
      value: 'v=spf1 ip4:192.0.2.7 ~all',
    });
    expect(found(findings, 'DKIM')?.record?.value).toBe(dkimRecord(publicKey));
    expect(found(findings, 'DMARC')?.record).toMatchObject({
      host: '_dmarc.bakery.example',
      value: 'v=DMARC1; p=none',
    });
  });

  it('finds another key in the DNS than the one that signs', async () => {
    const other = dkimRecord(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey);
    const findings = await examine({ txt: { 'wafa._domainkey.bakery.example': [other] } });
    expect(found(findings, 'DKIM')).toMatchObject({
      verdict: 'failed',
      message: expect.stringContaining('another key'),
    });
  });

  it('refuses free mail, mail in the clear, an address nobody answers at, no postal address', async () => {
    const findings = await examine(
      {},
      {
        address: 'maryam@gmail.com',
        smtp: { host: 'mail.bakery.example', security: 'none' },
        publicUrl: 'http://bakery.example',
        postalAddress: ' ',
      },
    );
    expect(faults(findings)).toEqual(
      expect.arrayContaining([
        'sender domain failed',
        'TLS failed',
        'answers failed',
        'unsubscribe address failed',
        'postal address failed',
      ]),
    );
  });

  it('takes only Wafa behind the unsubscribe address', async () => {
    const findings = await examine({}, {}, { fetchStatus: () => Promise.resolve(200) });
    expect(faults(findings)).toEqual(['unsubscribe address failed']);
  });

  it('follows the name of a server back to it', async () => {
    expect(faults(await examine({ ptr: {} }))).toEqual(['reverse name failed']);
    expect(faults(await examine({ ptr: { '192.0.2.7': ['other.example'] } }))).toEqual([
      'reverse name failed',
    ]);
  });

  it('does not fail what it could not look at', async () => {
    const findings = await examine({ silent: ['bakery.example', '_dmarc.bakery.example'] });
    expect(faults(findings)).toEqual(['SPF unknown', 'DMARC unknown', 'answers unknown']);
    expect(passes(findings)).toBe(true);
  });

  it('leaves a server on this machine alone', async () => {
    const findings = await examine(
      { txt: {} },
      { smtp: { host: '127.0.0.1', security: 'none' }, postalAddress: '' },
    );
    expect(faults(findings)).toEqual([]);
  });

  it('knows where the keys of a provider stand', async () => {
    const google = { smtp: { host: 'smtp.gmail.com', security: 'tls' as const }, signing: undefined };
    const without = await examine(
      { txt: { 'bakery.example': ['v=spf1 include:_spf.google.com ~all'] } },
      google,
    );
    expect(faults(without)).toEqual(['DKIM failed']);
    expect(found(without, 'DKIM')?.todo).toContain('Google Admin console');
    const key = { 'google._domainkey.bakery.example': ['v=DKIM1; k=rsa; p=MIIB'] };
    const txt = { 'bakery.example': ['v=spf1 include:_spf.google.com ~all'], ...key };
    expect(faults(await examine({ txt }, google))).toEqual([]);
  });
});

describe('SPF', () => {
  const google = sendingProvider('smtp.gmail.com');
  const spf = (zone: Record<string, string[]>, provider = google) =>
    examineSpf(dnsOf({ txt: zone }), 'bakery.example', { provider, addresses: ['192.0.2.7'] });

  test('the include of the provider may stand below another', async () => {
    const finding = await spf({
      'bakery.example': ['v=spf1 include:spf.bakery.example -all'],
      'spf.bakery.example': ['v=spf1 include:_spf.google.com ?all'],
    });
    expect(finding.verdict).toBe('ok');
  });

  test('what is missing goes in before the end', async () => {
    const finding = await spf({ 'bakery.example': ['v=spf1 include:shop.example -all'] });
    expect(finding).toMatchObject({
      verdict: 'failed',
      record: { value: 'v=spf1 include:shop.example include:_spf.google.com -all' },
    });
  });

  test.each([
    [['v=spf1 -all', 'v=spf1 +all'], 'has 2 SPF records'],
    [['v=spf1 include:_spf.google.com +all'], 'lets everybody send'],
    [['v=spf1 include:_spf.google.com all'], 'lets everybody send'],
  ])('%j: %s', async (records, words) => {
    const finding = await spf({ 'bakery.example': records });
    expect(finding.verdict).toBe('failed');
    expect(finding.message).toContain(words);
  });

  test('more than ten lookups, counted through includes that go in a circle', async () => {
    const many = Array.from({ length: 11 }, (_, index) => `include:s${index}.example`).join(' ');
    expect((await spf({ 'bakery.example': [`v=spf1 ${many} -all`] })).message).toContain('needs 11 lookups');
    const circle = { 'bakery.example': ['v=spf1 include:bakery.example include:_spf.google.com -all'] };
    expect((await spf(circle)).verdict).toBe('ok');
  });
});

test('alignment is by the organisation, of the signature or of the return path', () => {
  const aligned = (returnPathDomain: string, signingDomain: string | undefined) =>
    examineAlignment('news.bakery.example', { returnPathDomain, signingDomain }).verdict;
  expect(aligned('bounce.provider.example', 'bakery.example')).toBe('ok');
  expect(aligned('bakery.example', 'provider.example')).toBe('ok');
  expect(aligned('bounce.provider.example', 'provider.example')).toBe('failed');
  expect(aligned('bounce.provider.example', undefined)).toBe('failed');
});
