/**
 * A folder name as a Maildir keeps it, in Unicode: modified UTF-7 (RFC 3501 5.1.3) is decoded, anything else is left as
 * it is.
 */
export function folderName(name: string): string {
  if (!/&[A-Za-z0-9+,]*-/.test(name)) return name;
  return name.replaceAll(/&([A-Za-z0-9+,]*)-/g, (written, code: string) => {
    if (code === '') return '&';
    const bytes = Buffer.from(code.replaceAll(',', '/'), 'base64');
    // Not a whole number of UTF-16 units: an & that only looks so.
    if (bytes.length < 2 || bytes.length % 2 !== 0) return written;
    return bytes.swap16().toString('utf16le');
  });
}
