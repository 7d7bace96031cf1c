import { describe, expect, it } from 'vitest';
import { htmlToPlainText } from '../../../src/messages/parse/html-text.ts';

describe('the text of a table', () => {
  it('keeps rows on lines of their own and cells apart', () => {
    const html = `<table><thead><tr><th>Product</th><th>Price</th></tr></thead>
      <tbody><tr><td>Baklava</td> <td>2</td><td><b>€10.00</b></td></tr></tbody>
      <tfoot><tr><th>Total:</th><td>€14.00</td></tr></tfoot></table>`;
    expect(htmlToPlainText(html)).toBe('Product\tPrice\nBaklava\t2\t€10.00\nTotal:\t€14.00');
  });

  it('adds nothing where tables only lay out the page', () => {
    const html =
      '<table><tr><td><table><tr><td><p>Dear Karim,</p><p>thank you.</p></td></tr></table></td></tr></table>';
    expect(htmlToPlainText(html)).toBe('Dear Karim,\nthank you.');
  });
});
