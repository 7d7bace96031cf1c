/**
 * The base64 body of a text below which a gateway or a list wrote its footer as it is: the same body with the footer inside,
 * for a decoder takes its letters for base64. Undefined when there is no such footer, or the body is no base64.
 */
export function footerInside(body: Buffer): Buffer | undefined {
  if (body.length > MAX_BODY || !FOREIGN.test(body.toString('latin1'))) return undefined;
  const lines = body.toString('latin1').split(/\r?\n/);
  const start = lines.findIndex((line) => line.trim() !== '');
  const width = lines[start]?.trim().length ?? 0;
  // Base64 fills its lines but for the last one.
  const rest = lines.findIndex((line, at) => at >= start && line.trim().length < width);
  if (start < 0 || rest < 0) return undefined;
  const last = BASE64.test(lines[rest] ?? '') ? rest + 1 : rest;
  const encoded = lines.slice(start, last).join('').replace(/\s/g, '');
  const footer = lines.slice(last).join('\r\n').trim();
  if (!BASE64.test(encoded) || encoded.length % 4 !== 0 || !FOREIGN.test(footer)) return undefined;
  const text = Buffer.concat([
    Buffer.from(encoded, 'base64'),
    Buffer.from(`\r\n${footer}\r\n`, 'latin1'),
  ]).toString('base64');
  return Buffer.from(`${text.replace(/.{76}/g, '$&\r\n')}\r\n`, 'latin1');
}

/** A text, not a file; more is left to the decoder. */
const MAX_BODY = 5_000_000;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}\s*$/;
/** What never stands in base64. */
const FOREIGN = /[^A-Za-z0-9+/=\s]/;
