/** A business as it is today, for looking ahead. */
export interface BusinessToday {
  customers: number;
  /** 0 to 1: of this year's customers, how many will be there next year. */
  retention: number;
  acquisition: Acquisition;
  /** What a customer spends in a year, in minor units. */
  revenueEach: number;
}

/** New customers a year: always as many (`number`), or always the same share of those there are (`share`). */
export type Acquisition = { by: 'number'; perYear: number } | { by: 'share'; share: number };

/** Year 0 is the last twelve months. */
export interface ProjectedYear {
  year: number;
  customers: number;
  revenueMinor: number;
}

/** Who stays, and who comes, year by year: 90 % who stay and 20 % who come are 10 % more each year. */
export function projectCustomers(today: BusinessToday, years: number): ProjectedYear[] {
  const { retention, acquisition, revenueEach } = today;
  const projected: ProjectedYear[] = [];
  let customers = today.customers;
  for (let year = 0; year <= years; year++) {
    if (year > 0)
      customers =
        customers * retention +
        (acquisition.by === 'number' ? acquisition.perYear : customers * acquisition.share);
    projected.push({ year, customers, revenueMinor: customers * revenueEach });
  }
  return projected;
}
