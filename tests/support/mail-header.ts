/** The value of the first header field called `name` (case does not matter), unfolded; undefined when there is none. */
export function headerOf(raw: string | Buffer, name: string): string | undefined {
  const text = raw.toString();
  const end = /\r?\n\r?\n/.exec(text);
  const header = (end ? text.slice(0, end.index) : text).replaceAll(/\r?\n[ \t]+/g, ' ');
  const wanted = `${name.toLowerCase()}:`;
  const line = header.split(/\r?\n/).find((field) => field.toLowerCase().startsWith(wanted));
  return line?.slice(wanted.length).trim();
}
