/** What is gone, and what stays because something else has come to depend on it: by kind, `purchases`, `contacts`, ... */
export interface UndoneImport {
  id: string;
  name: string;
  removed: Record<string, number>;
  /** Values of people that are as they were before. */
  restored: number;
  kept: { what: string; count: number; because: string }[];
}

/** Notes what was removed. */
export function count(result: UndoneImport, what: string, number: number): void {
  if (number > 0) result.removed[what] = (result.removed[what] ?? 0) + number;
}

/** Notes what stays, and why. */
export function keep(result: UndoneImport, what: string, number: number, because: string): void {
  if (number === 0) return;
  const same = result.kept.find((one) => one.what === what && one.because === because);
  if (same) same.count += number;
  else result.kept.push({ what, count: number, because });
}
