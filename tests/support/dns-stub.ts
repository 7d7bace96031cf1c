import { createSocket } from 'node:dgram';

/** What the stub knows, by name; a name that is not there does not exist. */
export interface DnsZone {
  readonly [name: string]: {
    readonly a?: readonly string[];
    readonly aaaa?: readonly string[];
    readonly mx?: readonly { preference: number; exchange: string }[];
    readonly srv?: readonly { priority: number; weight: number; port: number; target: string }[];
    /** Answers SERVFAIL. */
    readonly fails?: boolean;
    /** Never answers. */
    readonly silent?: boolean;
  };
}

/** A small DNS server on UDP of loopback. */
export interface DnsStub {
  /** `127.0.0.1:PORT`, for `Resolver.setServers`. */
  readonly server: string;
  /** Every question so far: `A imap.bakery.example`. */
  readonly asked: string[];
  /** Replaces what it knows. */
  use(zone: DnsZone): void;
  stop(): Promise<void>;
}

/** Starts it (RFC 1035 4, RFC 2782, RFC 3596), without recursion, caching or compression. */
export async function startDnsStub(initial: DnsZone = {}): Promise<DnsStub> {
  let zone = initial;
  const asked: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => {
    const { name, type, end } = readQuestion(query);
    asked.push(`${TYPE_NAMES.get(type) ?? type} ${name}`);
    const known = zone[name];
    if (known?.silent) return;
    const code = known === undefined ? NXDOMAIN : known.fails ? SERVFAIL : 0;
    const answers = code === 0 && known ? recordsOf(known, type) : [];
    socket.send(reply(query, end, code, answers), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    server: `127.0.0.1:${socket.address().port}`,
    asked,
    use: (next) => {
      zone = next;
    },
    stop: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

const TYPES = { a: 1, mx: 15, aaaa: 28, srv: 33 } as const;
const TYPE_NAMES = new Map<number, string>(
  Object.entries(TYPES).map(([name, number]) => [number, name.toUpperCase()]),
);
const SERVFAIL = 2;
const NXDOMAIN = 3;
const HEADER_BYTES = 12;

function readQuestion(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function reply(query: Buffer, end: number, code: number, answers: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(query.readUInt16BE(0), 0);
  header.writeUInt16BE(0x8580 | code, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(answers.length, 6);
  return Buffer.concat([header, query.subarray(HEADER_BYTES, end), ...answers]);
}

function recordsOf(known: DnsZone[string], type: number): Buffer[] {
  if (type === TYPES.a)
    return (known.a ?? []).map((ip) => record(type, Buffer.from(ip.split('.').map(Number))));
  if (type === TYPES.aaaa) return (known.aaaa ?? []).map((ip) => record(type, ipv6(ip)));
  if (type === TYPES.mx) {
    return (known.mx ?? []).map(({ preference, exchange }) =>
      record(type, Buffer.concat([numbers(preference), domainName(exchange)])),
    );
  }
  return type === TYPES.srv
    ? (known.srv ?? []).map(({ priority, weight, port, target }) =>
        record(type, Buffer.concat([numbers(priority, weight, port), domainName(target)])),
      )
    : [];
}

/** Its name is a pointer to that of the question. */
function record(type: number, data: Buffer): Buffer {
  return Buffer.concat([numbers(0xc00c, type, 1, 0, 60, data.length), data]);
}

function numbers(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [at, value] of values.entries()) bytes.writeUInt16BE(value, at * 2);
  return bytes;
}

function domainName(name: string): Buffer {
  const labels = name.split('.').filter((label) => label !== '');
  return Buffer.concat([
    ...labels.map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'latin1')])),
    Buffer.from([0]),
  ]);
}

function ipv6(text: string): Buffer {
  const [head = '', tail = ''] = text.split('::');
  const groups = (part: string) =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const [first, last] = [groups(head), groups(tail)];
  return numbers(...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last);
}
