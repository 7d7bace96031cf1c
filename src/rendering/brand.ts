/** How a business looks and signs in its mails. Every part but the name may be ''. */
export interface Brand {
  name: string;
  website: string;
  phone: string;
  /** The postal address that marketing mail must carry by law (CAN-SPAM, 16 CFR 316.5). */
  postalAddress: string;
  /** `#rrggbb`; anything else gives the built-in colour. */
  color: string;
  /** An https address of an image; '' shows the name instead. */
  logoUrl?: string;
  /** The lines a mail is signed with; the business's name when ''. */
  signature: string;
}

/** The brand as templates see it: `business.*`. */
export interface BusinessValues extends Required<Brand> {
  /** Black or white, whichever can be read on `color`. */
  onColor: string;
  /** `color`, darkened until it can be read as text on white and on a mail's tiles. */
  inkColor: string;
  /** `color`, lightened until it can be read as text on the dark ground of a mail in dark mode. */
  darkInkColor: string;
}

const BUILT_IN_COLOR = '#8a5a2b';
const ON_LIGHT = '#1f1b16';

/** Contrast that WCAG 2.2 (1.4.3, level AA) asks of text. */
const READABLE_CONTRAST = 4.5;

/** The darkest ground that coloured text stands on by day: the tiles of templates/layout/layout.mjml. */
const LIGHT_GROUND = [0xfa, 0xf6, 0xef];
/** The lightest ground that text stands on in dark mode: the tiles of templates/layout/layout.mjml. */
const DARK_GROUND = [0x30, 0x2b, 0x25];
/** Thin light letters on dark look weaker than their numbers. */
const DARK_RESERVE = 1;

/** Fills in what a brand leaves out and computes its readable colours. */
export function businessValues(brand: Brand): BusinessValues {
  const color = /^#[0-9a-f]{6}$/i.test(brand.color) ? brand.color.toLowerCase() : BUILT_IN_COLOR;
  return {
    name: brand.name,
    website: withScheme(brand.website),
    phone: brand.phone,
    postalAddress: brand.postalAddress,
    color,
    logoUrl: brand.logoUrl ?? '',
    signature: brand.signature || brand.name,
    ...coloursFor(color),
  };
}

function withScheme(website: string): string {
  return website === '' || /^[a-z]+:/i.test(website) ? website : `https://${website}`;
}

const MAX_KNOWN_COLOURS = 1000;
type Inks = Pick<BusinessValues, 'onColor' | 'inkColor' | 'darkInkColor'>;
const knownColours = new Map<string, Inks>();

function coloursFor(color: string): Inks {
  const known = knownColours.get(color);
  if (known) return known;
  let ink = channels(color);
  while (contrast(ink, LIGHT_GROUND) < READABLE_CONTRAST) ink = ink.map((value) => Math.floor(value * 0.92));
  let darkInk = channels(color);
  while (contrast(darkInk, DARK_GROUND) < READABLE_CONTRAST + DARK_RESERVE)
    darkInk = darkInk.map((value) => Math.ceil(value + (255 - value) * 0.08));
  const whiteReads = contrast(channels(color), [255, 255, 255]) >= READABLE_CONTRAST;
  const found = {
    onColor: whiteReads ? '#ffffff' : ON_LIGHT,
    inkColor: hex(ink),
    darkInkColor: hex(darkInk),
  };
  if (knownColours.size >= MAX_KNOWN_COLOURS) knownColours.clear();
  knownColours.set(color, found);
  return found;
}

function channels(color: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(color.slice(start, start + 2), 16));
}

function hex(values: readonly number[]): string {
  return `#${values.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** WCAG 2.2 contrast ratio of two colours, `#rrggbb`: 1 to 21. */
export function contrastOf(a: string, b: string): number {
  return contrast(channels(a), channels(b));
}

function contrast(a: readonly number[], b: readonly number[]): number {
  const [dark, light] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

function luminance(values: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = values.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
