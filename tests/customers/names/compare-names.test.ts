import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareNames } from '../../../src/customers/names/compare-names.ts';
import { processorMs } from '../../support/processor-time.ts';

/** From here on a name alone is worth a second look. */
const LIKELY = 0.85;

describe('compareNames', () => {
  it.each([
    ['محمد احمدی', 'Mohammad Ahmadi', 'two scripts'],
    ['محمد أحمدي', 'Muhammed Ahmady', 'two scripts'],
    ['خدیجه رضایی', 'Khadija Rezaei', 'two scripts'],
    ['حسين كريمي', 'Hussein Kareemi', 'two scripts'],
    ['ليلى المنصوري', 'Layla al-Mansouri', 'two scripts'],
    ['قاسم سلیمی', 'Ghasem Salimi', 'two scripts'],
    ['عثمان صالح', 'Osman Saleh', 'two scripts'],
    ['جمال عبد الناصر', 'Gamal Abdel Nasser', 'two scripts'],
    ['Alexandros فاطمه', 'فاطمة Alexandros', 'same name'],
    ['علي نوری', 'على نوري', 'same name'],
    ['آقای علیرضا نوری', 'مهندس علی‌رضا نوري', 'same name'],
    ['Mohammad Haddad', 'Muhammed Haddad', 'spellings'],
    ['Bob Smith', 'Robert Smith', 'forms'],
    ['Smith, Robert', 'Bob Smith', 'forms'],
    ['Dr. Karim Haddad', 'karim HADDAD', 'same name'],
    ['Ludwig van Beethoven', 'Ludwig Beethoven', 'same name'],
    ['Jürgen Müller', 'Jurgen Muller', 'same name'],
    ['Anna Schmidt', 'Anna Schmitt', 'typing mistake'],
    ['Karim Haddad (Workshop)', 'Karim Haddad', 'same name'],
    ['Ali Reza Nouri', 'Alireza Nouri', 'same name'],
  ])('%s is like %s', (a, b, reason) => {
    const { score, reason: said } = compareNames(a, b);
    expect(score).toBeGreaterThanOrEqual(LIKELY);
    expect(said).toContain(reason);
  });

  it.each([
    ['حسن کریمی', 'Hossein Karimi'],
    ['Hassan Karimi', 'Hossein Karimi'],
    ['Mohamed Haddad', 'Mahmoud Haddad'],
    ['Amin Nouri', 'Amina Nouri'],
    ['John Smith Jr.', 'John Smith Sr.'],
    ['Karim', 'Karim Haddad'],
    ['Karim', 'Karim'],
    ['K. Haddad', 'Karim Haddad'],
    ['Noor Ali', 'نوری علی'],
    ['Anna Berg', 'Erik Berg'],
    ['', 'Karim Haddad'],
  ])('%s may well be another person than %s', (a, b) => {
    expect(compareNames(a, b).score).toBeLessThan(LIKELY);
  });

  const letters = Array.from('abcdeghiklmnorstuyzāéüابپتجحخدرزسشعغفقکگلمنوهیيكأةى');
  const word = fc.string({ unit: fc.constantFrom(...letters), minLength: 2, maxLength: 9 });
  const name = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));

  it('gives the same whoever is named first', () => {
    fc.assert(
      fc.property(name, name, (a, b) => {
        expect(compareNames(a, b).score).toBeCloseTo(compareNames(b, a).score, 9);
      }),
    );
  });

  it('gives a number from 0 to 1 for anything at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        const { score } = compareNames(a, b);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('does not mind the order of words', () => {
    fc.assert(
      fc.property(name, name, (a, b) => {
        const turned = a.split(' ').toReversed().join(' ');
        // Titles, particles and articles are known by their place.
        fc.pre([a, b].every((text) => !/(^| )(ال|ابا|ام|ben|al|el|abd)/.test(text)));
        expect(compareNames(turned, b).score).toBeCloseTo(compareNames(a, b).score, 1);
      }),
    );
  });

  it('is fast: thousands of pairs in the time a person blinks', () => {
    const started = processorMs();
    for (let number = 0; number < 2000; number++)
      compareNames('آقای محمدرضا شفیعی کدکنی', `Mohammad Reza Shafiei Kadkani ${number}`);
    expect(processorMs() - started).toBeLessThan(4000);
  });
});
