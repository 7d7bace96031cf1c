/** How a mail is looked at: in the light or in the dark, on a desk or on a phone. */
export interface Sight {
  name: 'wide' | 'narrow' | 'dark' | 'narrow-dark';
  dark: boolean;
  /** Of the window, in CSS pixels. */
  width: number;
}

export const SIGHTS: readonly Sight[] = [
  { name: 'wide', dark: false, width: 700 },
  { name: 'narrow', dark: false, width: 360 },
  { name: 'dark', dark: true, width: 700 },
  { name: 'narrow-dark', dark: true, width: 360 },
];

/** The sight that somebody asks for by two options. */
export function sightOf({ dark, narrow }: { dark: boolean; narrow: boolean }): Sight {
  const found = SIGHTS.find((sight) => sight.dark === dark && sight.width < 500 === narrow);
  if (!found) throw new Error('there is a sight for each choice');
  return found;
}

const PREFERS = /\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)/g;

/**
 * The HTML of a mail as a program shows it that is set to dark or light, whatever the one that opens it is set to. Dark
 * stands for programs that obey `prefers-color-scheme`; such as turn colours around by themselves are not imitated.
 */
export function asSeen(html: string, dark: boolean): string {
  // Neither `all` nor `not all` may stand where other conditions follow; a width always or never fits.
  return html.replace(PREFERS, (_, scheme) =>
    (scheme === 'dark') === dark ? '(min-width: 0)' : '(max-width: 0)',
  );
}
