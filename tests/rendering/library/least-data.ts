import type { Locale } from '../../../src/lib/locale.ts';
import { exampleRequest } from '../../../src/rendering/example-request.ts';
import type { Template } from '../../../src/rendering/load-templates.ts';
import type { RenderRequest } from '../../../src/rendering/render-mail.ts';
import type { GroupShape } from '../../../src/rendering/shape.ts';

/** What a mail is written with when nothing is known but what it needs: every optional value is left out. */
export function leastRequest(template: Template, locale: Locale): RenderRequest {
  const full = exampleRequest(template, locale);
  const unsubscribe = full.links['unsubscribe'];
  return {
    ...full,
    data: needed(template.shape, full.data),
    links: template.class === 'marketing' && unsubscribe !== undefined ? { unsubscribe } : {},
    brand: { ...full.brand, phone: '', website: '', logoUrl: '' },
  };
}

/** The examples turned around: what was true is not, and there is one of everything that is counted. */
export function contraryRequest(template: Template, locale: Locale): RenderRequest {
  const full = exampleRequest(template, locale);
  return { ...full, data: contrary(full.data) as Record<string, unknown> };
}

function contrary(value: unknown): unknown {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return 1;
  if (Array.isArray(value)) return value.slice(0, 1).map(contrary);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, contrary(inner)]));
}

function needed(shape: GroupShape, data: unknown): Record<string, unknown> {
  const given = (data ?? {}) as Record<string, unknown>;
  const kept: Record<string, unknown> = {};
  for (const [name, inner] of shape.fields) {
    if (name === 'business' || name === 'links') continue;
    if (inner.kind === 'group') kept[name] = needed(inner, given[name]);
    else if (inner.optional) continue;
    else if (inner.kind === 'list') {
      kept[name] = (given[name] as unknown[]).map((row) => needed(inner.of, row));
    } else kept[name] = given[name];
  }
  return kept;
}
