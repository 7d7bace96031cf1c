import type { HeaderField } from './parsed-message.ts';

/**
 * The fields of a header block (RFC 5322 2.2), unfolded (2.2.3), names in lower case. Stops at the first empty line.
 * Lines that are no field (an mbox `From `, garbage) are dropped.
 */
export function parseHeaderFields(block: string, maxFields: number): HeaderField[] {
  const fields: HeaderField[] = [];
  let name = '';
  let parts: string[] = [];
  const flush = () => {
    if (name !== '') fields.push({ name, value: parts.join(' ') });
    name = '';
    parts = [];
  };
  // White space at the end of a line goes with its CR.
  for (const line of block.split(LONE_CR.test(block) ? /\r\n|\n|\r/ : '\n')) {
    if (line === '' || line === '\r') break;
    if (line[0] === ' ' || line[0] === '\t') {
      if (name !== '') parts.push(line.trim());
      continue;
    }
    flush();
    if (fields.length >= maxFields) return fields;
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const candidate = line.slice(0, colon).trim();
    if (!FIELD_NAME.test(candidate)) continue;
    name = candidate.toLowerCase();
    parts.push(line.slice(colon + 1).trim());
  }
  flush();
  return fields;
}

const LONE_CR = /\r(?!\n)/;

/** Printable ASCII but space and colon (RFC 5322 2.2). */
const FIELD_NAME = /^[\x21-\x39\x3b-\x7e]+$/;

/** A structured field's first token in lower case: `multipart/report` of `multipart/report; report-type=…`. */
export function mainValue(value: string): string {
  const semicolon = value.indexOf(';');
  return (semicolon < 0 ? value : value.slice(0, semicolon)).trim().toLowerCase();
}

/** A parameter of a structured field (RFC 2045 5.1), quotes removed; '' when it is not there. */
export function parameterOf(value: string, parameter: string): string {
  if (!value.includes(';')) return '';
  const pattern = PARAMETERS.get(parameter) ?? parameterPattern(parameter);
  const match = pattern.exec(value);
  return (match?.[1] ?? match?.[2] ?? '').replace(/\\(.)/g, '$1');
}

/** By name; there are a handful. */
const PARAMETERS = new Map<string, RegExp>();

function parameterPattern(parameter: string): RegExp {
  const pattern = new RegExp(`;\\s*${parameter}\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;]*))`, 'i');
  PARAMETERS.set(parameter, pattern);
  return pattern;
}
