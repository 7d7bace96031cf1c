import { cpus } from 'node:os';
import type { Figure } from './measure.ts';

/** What a benchmark answers. */
export interface BenchReport {
  readonly bench: string;
  readonly messages: number;
  readonly bytes: number;
  readonly floors: readonly Figure[];
  /** What Wafa reached; ratios are to the floors by name. */
  readonly wafa: readonly Figure[];
  readonly goals: readonly Goal[];
}

/** A ratio or an amount that was aimed at. */
export interface Goal {
  readonly what: string;
  readonly aim: number;
  readonly reached: number;
  readonly met: boolean;
}

/** A goal that is met at `aim` or above. */
export function atLeast(what: string, aim: number, reached: number): Goal {
  return { what, aim, reached, met: reached >= aim };
}

/** A goal that is met at `aim` or below. */
export function atMost(what: string, aim: number, reached: number): Goal {
  return { what, aim, reached, met: reached <= aim };
}

/** For programs: one object. Memory in bytes, times in seconds, speeds in messages per second. */
export function asJson(report: BenchReport): string {
  const wafa = report.wafa.map((figure) => ({ ...figure, ratios: ratios(figure, report.floors) }));
  return JSON.stringify({ ...report, wafa, machine: machine() });
}

/** For people: a table, then where the time went. */
export function asText(report: BenchReport): string {
  const lines = [
    `${report.bench}: ${report.messages} messages, ${(report.bytes / 1e6).toFixed(0)} MB (${machine()})`,
    '',
    ['', 'messages/s', 'peak memory', ...report.floors.map((floor) => `of ${floor.name}`)],
    ...[...report.floors, ...report.wafa].map((figure) => [
      figure.name,
      figure.perSecond.toFixed(0),
      `${(figure.peakMemoryBytes / 1e6).toFixed(0)} MB`,
      ...Object.values(ratios(figure, report.floors)).map((ratio) => ratio.toFixed(3)),
    ]),
  ];
  const table = lines.filter((line) => typeof line !== 'string');
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  const text = lines.map((line) =>
    typeof line === 'string'
      ? line
      : line
          .map((cell, column) =>
            column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
          )
          .join('  '),
  );
  return [
    ...text,
    '',
    ...report.wafa.concat(report.floors).map(whereTimeWent),
    '',
    ...report.goals.map(goalLine),
  ].join('\n');
}

function ratios(figure: Figure, floors: readonly Figure[]): Record<string, number> {
  return Object.fromEntries(floors.map((floor) => [floor.name, figure.perSecond / floor.perSecond]));
}

function whereTimeWent(figure: Figure): string {
  const seconds = (part: Readonly<Record<string, number>>) =>
    Object.entries(part)
      .map(([name, value]) => `${name} ${value.toFixed(2)} s`)
      .join(', ');
  const stages = Object.keys(figure.stages).length > 0 ? `; stages: ${seconds(figure.stages)}` : '';
  return `${figure.name}: ${figure.seconds.toFixed(2)} s; processor: ${seconds(figure.processorSeconds)}${stages}`;
}

/** One goal in words. */
export function goalLine({ what, aim, reached, met }: Goal): string {
  return `${met ? 'met ' : 'MISSED'} ${what}: ${Number(reached.toPrecision(3))}, aimed at ${aim}`;
}

/** What it was measured on. */
export function machine(): string {
  return `${cpus().length} cores, node ${process.version}`;
}
