import { type TroubleReport, troubleReport } from '../causes/causes-report.ts';
import type { SilenceRules } from '../retention/customer-moves.ts';
import { type RetentionReport, retentionReport } from '../retention/retention-report.ts';
import { type BuyerGroups, buyerGroups } from '../scores/buyer-groups.ts';
import type { Report } from './kept-report.ts';

export interface ReportSettings {
  rules: SilenceRules;
  timeZone: string;
}

/** Every report that is kept. */
export interface Reports {
  retention: Report<RetentionReport>;
  trouble: Report<TroubleReport>;
  buyers: Report<BuyerGroups>;
}

export function reportsOf({ rules, timeZone }: ReportSettings): Reports {
  return {
    retention: {
      name: 'retention',
      make: (tx, until) => retentionReport(tx, { rules, until, timeZone }),
      read(stored) {
        const report = stored as RetentionReport;
        const { year, until } = report;
        return {
          ...report,
          until: new Date(until),
          year: year && { ...year, from: new Date(year.from), until: new Date(year.until) },
        };
      },
    },
    trouble: {
      name: 'trouble',
      make: troubleReport,
      read(stored) {
        const report = stored as TroubleReport;
        return { ...report, from: new Date(report.from), until: new Date(report.until) };
      },
    },
    buyers: { name: 'buyers', make: buyerGroups, read: (stored) => stored as BuyerGroups },
  };
}
