import { describe, expect, it } from 'vitest';
import { projectCustomers } from '../../../src/customers/retention/project-customers.ts';
import { projectScenarios } from '../../../src/customers/retention/scenarios.ts';

const FIGURES = {
  from: new Date('2025-03-10T12:00:00Z'),
  until: new Date('2026-03-10T12:00:00Z'),
  before: 400,
  kept: 320,
  customers: 420,
  firstTime: 90,
  revenueMean: 12_000,
  revenueError: 500,
};

describe('projectCustomers', () => {
  const afterSevenYears = (retention: number) => {
    const acquisition = { by: 'share' as const, share: 0.2 };
    return projectCustomers({ customers: 1000, retention, acquisition, revenueEach: 5000 }, 7).at(-1);
  };

  it('doubles a business in seven years at 90 % retention and 20 % growth', () => {
    const { customers = 0, revenueMinor = 0 } = afterSevenYears(0.9) ?? {};
    expect(customers / 1000).toBeCloseTo(1.1 ** 7, 9);
    expect(customers).toBeGreaterThan(1900);
    expect(revenueMinor).toBeCloseTo(customers * 5000, 3);
  });

  it('leaves it where it was at 80 %', () => {
    expect(afterSevenYears(0.8)?.customers).toBeCloseTo(1000, 9);
  });

  it('comes to rest where as many come as go, when always as many come', () => {
    const today = { customers: 500, retention: 0.8, revenueEach: 1 };
    const years = projectCustomers({ ...today, acquisition: { by: 'number', perYear: 100 } }, 7);
    expect(years.map(({ customers }) => customers)).toEqual(years.map(() => expect.closeTo(500, 9)));
    expect(years.map(({ year }) => year)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });
});

describe('projectScenarios', () => {
  const last = (points: number, by: 'number' | 'share' = 'number', figures = FIGURES) => {
    const scenario = projectScenarios(figures, by)?.find((one) => one.points === points);
    const year = scenario?.years.at(-1);
    if (!scenario || !year) throw new Error('there is no such scenario');
    return { ...scenario, ...year };
  };

  it('knows what points of retention are worth', () => {
    const points = projectScenarios(FIGURES, 'number')?.map((one) => one.points);
    expect(points).toEqual([-10, -5, -1, 0, 1, 5, 10]);
    expect(last(0).retention).toBeCloseTo(0.8, 12);
    // 100 come a year: 100 / (1 - 0.8) = 500 in the long run, 100 / (1 - 0.9) = 1000.
    expect(last(0).customers.expected).toBeCloseTo(500 - 80 * 0.8 ** 7, 6);
    expect(last(10).customers.expected).toBeCloseTo(1000 - 580 * 0.9 ** 7, 6);
    expect(last(1).revenueMinor.expected).toBeGreaterThan(last(0).revenueMinor.expected);
    expect(last(-1).revenueMinor.expected).toBeLessThan(last(0).revenueMinor.expected);
    expect(last(0, 'share').customers.expected).toBeCloseTo(420 * 1.05 ** 7, 6);
  });

  it('has intervals that hold the expected figure, are wider further on, and narrower with more customers', () => {
    const width = ({ customers }: ReturnType<typeof last>) =>
      (customers.high - customers.low) / customers.expected;
    const { customers, revenueMinor } = last(0);
    expect(customers.low).toBeLessThan(customers.expected);
    expect(customers.high).toBeGreaterThan(customers.expected);
    expect(revenueMinor.low).toBeLessThan(revenueMinor.expected);
    expect(revenueMinor.high).toBeGreaterThan(revenueMinor.expected);
    const more = { ...FIGURES, before: 40_000, kept: 32_000, customers: 42_000, revenueError: 50 };
    expect(width(last(0, 'number', more))).toBeLessThan(width(last(0)) / 5);
    const year = (number: number) => {
      const found = projectScenarios(FIGURES, 'number')?.[3]?.years[number]?.customers;
      return found ? found.high - found.low : 0;
    };
    expect(year(0)).toBe(0);
    expect(year(1)).toBeGreaterThan(0);
    expect(year(7)).toBeGreaterThan(year(1));
  });

  it('holds the expected figure in its range also where nobody new came', () => {
    const { customers } = last(-10, 'number', { ...FIGURES, customers: 320, firstTime: 0 });
    expect(customers.expected).toBeCloseTo(320 * 0.7 ** 7, 6);
    expect(customers.low).toBeLessThanOrEqual(customers.expected);
    expect(customers.high).toBeGreaterThan(customers.expected);
  });

  it('never keeps more than everybody, is the same when asked twice, and needs twenty customers', () => {
    const loyal = { ...FIGURES, kept: 398 };
    expect(last(10, 'number', loyal).retention).toBe(1);
    expect(projectScenarios(FIGURES, 'share')).toEqual(projectScenarios(FIGURES, 'share'));
    expect(projectScenarios({ ...FIGURES, before: 19, kept: 15 }, 'number')).toBeUndefined();
  });
});
