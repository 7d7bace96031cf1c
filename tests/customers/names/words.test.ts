import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareWords } from '../../../src/customers/names/compare-words.ts';
import { foldName } from '../../../src/customers/names/fold-name.ts';
import { jaroWinkler, typingMistakes } from '../../../src/customers/names/likeness.ts';
import { nameParts } from '../../../src/customers/names/name-parts.ts';
import { skeletonsOf } from '../../../src/customers/names/skeleton.ts';

describe('foldName', () => {
  it.each([
    ['علي', 'علی'],
    ['فاطِمَة', 'فاطمه'],
    ['كـــريم', 'کریم'],
    ['امیر‌حسین', 'امیرحسین'],
    ['أحمد  ٱلحداد', 'احمد الحداد'],
    ['رضا ۱۲۳ ٤٥٦', 'رضا 123 456'],
    ["O'Brien", 'obrien'],
    ['Straße Łódź Ærø', 'strasse lodz aero'],
    ['İpek IŞIK', 'ipek isik'],
    ['\u202bمریم\u202c', 'مریم'],
  ])('%s is %s', (name, folded) => {
    expect(foldName(name)).toBe(folded);
  });

  it('folds nothing further a second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(foldName(foldName(text))).toBe(foldName(text));
      }),
    );
  });
});

describe('nameParts', () => {
  it.each([
    ['Dr. Karim al-Haddad, PhD', ['karim', 'haddad'], ''],
    ['Haddad, Karim', ['karim', 'haddad'], ''],
    ['سرکار خانم دکتر مریم احمدی', ['مریم', 'احمدی'], ''],
    ['السيد محمد بن سلمان', ['محمد', 'سلمان'], ''],
    ['عبد الله الخوري', ['عبدالله', 'خوری'], ''],
    ['John Smith Jr.', ['john', 'smith'], 'jr'],
    ['Vincent van der Berg', ['vincent', 'berg'], ''],
    ['Ben Carter', ['ben', 'carter'], ''],
    ['Dr.', ['dr'], ''],
    ['', [], ''],
  ])('%s', (name, words, generation) => {
    expect(nameParts(name)).toEqual({ words, generation });
  });
});

describe('compareWords', () => {
  it.each([
    ['karim', 'karim', 'same'],
    ['k', 'karim', 'initial'],
    ['محمد', 'mohamed', 'two-scripts'],
    ['علی', 'ali', 'two-scripts'],
    ['علی', 'ala', 'different'],
    ['karim', 'kareem', 'spelling'],
    ['hassan', 'hossein', 'different'],
    ['kate', 'catherine', 'nickname'],
    ['رضا', 'reza', 'two-scripts'],
    ['harrington', 'harirngtom', 'typo'],
    ['amin', 'amina', 'different'],
    ['سمیر', 'سمیره', 'different'],
    ['jon', 'jan', 'different'],
  ])('%s and %s: %s', (a, b, likeness) => {
    expect(compareWords(a, b)).toBe(likeness);
    expect(compareWords(b, a)).toBe(likeness);
  });
});

describe('likeness', () => {
  it.each([
    ['wilkins', 'wilikns', 1],
    ['haddad', 'hadad', 1],
    ['abc', '', 3],
    ['karim', 'salim', 2],
  ])('%s and %s are %i mistakes apart', (a, b, mistakes) => {
    expect(typingMistakes(a, b)).toBe(mistakes);
  });

  it('keeps to what is known of the measures', () => {
    expect(jaroWinkler('martha', 'marhta')).toBeCloseTo(0.9611, 4);
    expect(jaroWinkler('dwayne', 'duane')).toBeCloseTo(0.84, 4);
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        expect(typingMistakes(a, b)).toBe(typingMistakes(b, a));
        expect(typingMistakes(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(typingMistakes(a, b) === 0).toBe(a === b);
        expect(jaroWinkler(a, b)).toBeCloseTo(jaroWinkler(b, a), 9);
      }),
    );
  });
});

describe('skeletonsOf', () => {
  it.each([
    ['محمد', ['mohammad', 'muhammed', 'mohamed']],
    ['خدیجه', ['khadija', 'khadijeh']],
    ['قاسم', ['qasim', 'ghasem', 'kassem']],
    ['رضا', ['reza', 'rida']],
    ['عثمان', ['osman', 'othman', 'uthman']],
    ['فتحی', ['fathi']],
    ['چمران', ['chamran']],
  ])('%s has one in common with every spelling', (arabic, latin) => {
    for (const word of latin)
      expect(skeletonsOf(arabic).filter((skeleton) => skeletonsOf(word).includes(skeleton))).not.toEqual([]);
  });
});
