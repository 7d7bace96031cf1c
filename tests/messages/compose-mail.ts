/** A small mail as bytes: header fields in order, an empty line, the body; all lines end in CRLF. */
export function composeMail(fields: Record<string, string>, body = ''): Buffer {
  const head = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from([...head, '', body].join('\n').replace(/\r?\n/g, '\r\n'), 'utf8');
}

/** Maryam of the bakery writes to Karim of the workshop; `fields` add to or replace her header. */
export function mailFromMaryam(fields: Record<string, string>, body: string): Buffer {
  return composeMail(
    {
      From: 'Maryam Ahmadi <maryam@bakery.example>',
      To: 'Karim Haddad <karim@workshop.example>',
      Date: 'Mon, 3 Mar 2025 09:15:00 +0330',
      'Message-ID': '<m1@bakery.example>',
      'MIME-Version': '1.0',
      'Content-Type': 'text/plain; charset=utf-8',
      'Content-Transfer-Encoding': '8bit',
      ...fields,
    },
    body,
  );
}

/** A multipart body of parts that are written out, header and all. */
export function multipart(boundary: string, parts: string[]): string {
  return [...parts.map((part) => `--${boundary}\n${part}`), `--${boundary}--`, ''].join('\n');
}
