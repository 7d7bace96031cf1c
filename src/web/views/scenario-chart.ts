import { html } from 'hono/html';
import type { Scenario } from '../../customers/retention/scenarios.ts';
import { directionOf } from '../../lib/locale.ts';
import type { Html } from './layout.ts';
import type { RetentionText } from './retention-text.ts';

/** In units of the drawing; it is stretched to what there is room for. */
const SIZE = { width: 480, height: 270 };
const MARGIN = { axis: 46, labels: 112, top: 14, bottom: 30 };
/** Labels of lines stand at least so far apart. */
const LINE_APART = 16;
/** Lines of the grid, about. */
const GRID_LINES = 4;

/**
 * Customers over the years, one line a scenario, with the range of today's; years run in the direction of the language. Drawn
 * by the server, in the colours of the style sheet: it needs no script. The figures stand in a table beside it.
 */
export function scenarioChart(scenarios: readonly Scenario[], { words, say }: RetentionText): Html | string {
  const today = scenarios.find(({ points }) => points === 0);
  const years = (today?.years.length ?? 0) - 1;
  if (!today || years < 1) return '';
  const rightToLeft = directionOf(say.locale) === 'rtl';
  const highest = Math.max(
    ...scenarios.map(({ years: all }) => Math.max(...all.map(({ customers }) => customers.expected))),
    ...today.years.map(({ customers }) => customers.high),
  );
  const step = niceStep(highest / GRID_LINES);
  const top = Math.max(step, Math.ceil(highest / step) * step);
  const plot = {
    width: SIZE.width - MARGIN.axis - MARGIN.labels,
    height: SIZE.height - MARGIN.top - MARGIN.bottom,
  };
  const across = (units: number) => tidy(rightToLeft ? SIZE.width - units : units);
  const x = (year: number) => across(MARGIN.axis + (plot.width * year) / years);
  const y = (value: number) => tidy(MARGIN.top + plot.height * (1 - value / top));
  const path = (values: readonly number[]) => values.map((value, year) => `${x(year)},${y(value)}`).join(' ');
  const band = [
    ...today.years.map(({ customers }, year) => `${x(year)},${y(customers.high)}`),
    ...today.years.map(({ customers }, year) => `${x(year)},${y(customers.low)}`).reverse(),
  ].join(' ');
  const grid = Array.from({ length: Math.round(top / step) + 1 }, (_, line) => line * step);
  const labels = apart(
    scenarios.map((one) => ({ one, at: y(one.years.at(-1)?.customers.expected ?? 0) })),
    MARGIN.top,
    SIZE.height - MARGIN.bottom,
  );
  return html`<div class="sheet chart"><svg viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img" aria-label="${words.chartOf}">
${grid.map(
  (value) => html`<line class="grid" x1="${x(0)}" x2="${x(years)}" y1="${y(value)}" y2="${y(value)}" />
<text class="axis" x="${across(MARGIN.axis - 8)}" y="${y(value) + 4}" text-anchor="end">${say.number(value)}</text>`,
)}
${today.years.map(({ year }) =>
  year % 2 === 1 || year === 0
    ? html`<text class="axis" x="${x(year)}" y="${SIZE.height - 10}" text-anchor="middle">${year === 0 ? words.today : say.number(year)}</text>`
    : '',
)}
<polygon class="range" points="${band}" />
${scenarios.map(
  ({ points, years: all }) =>
    html`<polyline class="line ${toneOf(points)}" points="${path(all.map(({ customers }) => customers.expected))}" />`,
)}
${labels.map(
  ({ one, at }) =>
    html`<text class="label ${toneOf(one.points)}" x="${across(SIZE.width - MARGIN.labels + 8)}" y="${at + 4}" text-anchor="start">${labelOf(one, words, say)}</text>`,
)}
</svg></div>`;
}

function labelOf(
  { points, retention, years }: Scenario,
  words: RetentionText['words'],
  say: RetentionText['say'],
): string {
  const many = say.number(Math.round(years.at(-1)?.customers.expected ?? 0));
  return points === 0 ? `${words.asToday}: ${many}` : `${say.share(retention)}: ${many}`;
}

/** A class of style.css. */
function toneOf(points: number): string {
  if (points === 0) return 'today';
  return points > 0 ? 'better' : 'worse';
}

/** 1, 2 or 5 times a power of ten, not less than what is wanted. */
function niceStep(wanted: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, wanted)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= wanted) ?? power * 10;
}

/** Moved so far that no label covers another, in the order of their places. */
function apart<T extends { at: number }>(labels: readonly T[], top: number, bottom: number): T[] {
  const placed = labels.map((label) => ({ ...label })).sort((a, b) => a.at - b.at);
  let next = top;
  for (const label of placed) {
    label.at = Math.max(label.at, next);
    next = label.at + LINE_APART;
  }
  let last = bottom;
  for (const label of placed.toReversed()) {
    label.at = tidy(Math.min(label.at, last));
    last = label.at - LINE_APART;
  }
  return placed;
}

function tidy(units: number): number {
  return Math.round(units * 10) / 10;
}
