import fc from 'fast-check';
import { expect, test } from 'vitest';
import { businessValues } from '../../src/rendering/brand.ts';
import { BAKERY } from './bakery.ts';

/** Relative luminance of WCAG 2.2, written out once more so that the test does not trust what it tests. */
function luminance(color: string): number {
  const [r, g, b] = [color.slice(1, 3), color.slice(3, 5), color.slice(5, 7)].map((part) => {
    const share = Number.parseInt(part, 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return r * 0.2126 + g * 0.7152 + b * 0.0722;
}

/** As the layout has them, by day and in dark mode. */
const LIGHT_TILE = '#faf6ef';
const DARK_TILE = '#302b25';

test('any colour gives inks that can be read on white and on the dark, and a button that can be read', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffff }), (number) => {
      const color = `#${number.toString(16).padStart(6, '0')}`;
      const values = businessValues({ ...BAKERY, color });
      expect((luminance(LIGHT_TILE) + 0.05) / (luminance(values.inkColor) + 0.05)).toBeGreaterThanOrEqual(
        4.5,
      );
      expect((luminance(values.darkInkColor) + 0.05) / (luminance(DARK_TILE) + 0.05)).toBeGreaterThan(4.5);
      const [dark = 0, light = 0] = [luminance(color), luminance(values.onColor)].toSorted((a, b) => a - b);
      expect((light + 0.05) / (dark + 0.05)).toBeGreaterThan(3.5);
    }),
  );
});

test('a colour that can be read already is left as it is', () => {
  expect(businessValues(BAKERY)).toMatchObject({ color: '#9c4f2e', inkColor: '#9c4f2e', onColor: '#ffffff' });
});

test('what a brand leaves out is filled in', () => {
  const bare = { name: 'Karim’s Workshop', website: 'workshop.example', phone: '', postalAddress: '' };
  const values = businessValues({ ...bare, color: 'rebeccapurple', signature: '' });
  expect(values).toMatchObject({
    website: 'https://workshop.example',
    signature: 'Karim’s Workshop',
    color: '#8a5a2b',
    logoUrl: '',
  });
});
