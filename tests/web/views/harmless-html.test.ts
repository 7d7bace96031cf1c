import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { harmlessCss, harmlessHtml } from '../../../src/web/views/harmless-html.ts';
import { HOSTILE_HTML } from '../../support/bakery-rows.ts';
import { processorMs } from '../../support/processor-time.ts';

describe('the check of these tests', () => {
  it.each([
    '<script>',
    '<p onclick="x">',
    '<p onclick=x>',
    '<img src="https://evil.example/x.png">',
    '<a href="https://evil.example">',
    '<p style="background:url(x)">',
    '<style>p{background:url(x)}</style>',
    '<style>p{}</style>x<',
  ])('sees the harm in %s', (html) => {
    expect(harmIn(`before ${html}`)).not.toEqual([]);
  });
});

describe('the HTML of a mail (W5)', () => {
  it('comes out of a hostile mail as what a person would read', () => {
    const clean = harmlessHtml(HOSTILE_HTML);
    expect(harmIn(clean)).toEqual([]);
    expect(clean).toContain('Your invoice');
    expect(clean).toContain('>log in</a>');
    expect(clean).not.toContain('alert(');
  });

  it.each<[string, string]>([
    ['a script', '<script>alert(1)</script>'],
    ['a script in capitals and pieces', '<SCR<script>IPT>alert(1)</SCR</script>IPT>'],
    ['an event', '<img src=x onerror=alert(1)>'],
    ['an event without a space', '<img/src="x"/onerror=alert(1)>'],
    ['a javascript link', '<a href="javascript:alert(1)">x</a>'],
    ['one with a tab inside', '<a href="java\tscript:alert(1)">x</a>'],
    ['one with entities', '<a href="&#106;avascript:alert(1)">x</a>'],
    ['a data document as a link', '<a href="data:text/html,<script>alert(1)</script>">x</a>'],
    ['a drawing', '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>'],
    ['a drawing with an event', '<svg/onload=alert(1)>'],
    ['a formula', '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>'],
    ['a refresh', '<meta http-equiv="refresh" content="0;url=https://evil.example">'],
    ['a base', '<base href="https://evil.example/">'],
    [
      'a form',
      '<form action="https://evil.example"><input name="p"><button formaction="javascript:x">s</button></form>',
    ],
    ['a frame', '<iframe srcdoc="<script>alert(1)</script>"></iframe>'],
    ['an object', '<object data="https://evil.example/x.swf"></object><embed src="https://evil.example/x">'],
    ['a remote picture', '<img src="https://evil.example/pixel.gif">'],
    ['a remote picture without a scheme', '<img src="//evil.example/pixel.gif">'],
    ['a remote picture of many sizes', '<img srcset="https://evil.example/pixel.gif 2x">'],
    ['a picture that is a drawing', '<img src="data:image/svg+xml,<svg onload=alert(1)>">'],
    ['a remote background', '<table background="https://evil.example/b.png"><tr><td>x</td></tr></table>'],
    ['a style that loads', '<p style="background:url(https://evil.example/p.png)">x</p>'],
    ['a style that loads, escaped', '<p style="background:\\75rl(https://evil.example/p.png)">x</p>'],
    ['a style that loads, in pieces', '<p style="background:u/**/rl(https://evil.example/p.png)">x</p>'],
    ['a style sheet that imports', '<style>@import "https://evil.example/a.css";</style>'],
    [
      'a style sheet that loads a font',
      '<style>@font-face{src:URL( "https://evil.example/f.woff" )}</style>',
    ],
    ['a style sheet that ends itself', '<style></style><script>alert(1)</script></style>'],
    ['a style sheet that never ends', '<style>p{background:url(https://evil.example/p.png'],
    ['an escaped end of a style sheet', '<style>p{content:"\\3c /style><script>alert(1)</script>"}</style>'],
    ['a comment for one mail program', '<!--[if mso]><script>alert(1)</script><![endif]-->'],
    ['a title that ends itself', '<title></title><img src=x onerror=alert(1)></title>'],
    ['a no-script that means the reverse', '<noscript><p title="</noscript><img src=x onerror=alert(1)>">'],
  ])('loses %s', (_name, html) => {
    const clean = harmlessHtml(`<p>before</p>${html}`);
    expect(harmIn(clean)).toEqual([]);
    expect(clean).toMatch(/^<p>before<\/p>/);
  });

  it('keeps what a mail looks like', () => {
    const picture = 'data:image/png;base64,iVBORw0KGgo=';
    const mail = `<style>.box > p { color: #333 } @media (min-width: 480px) { .box { width: 50% } }</style><table dir="rtl" width="600" bgcolor="#ffffff"><tbody><tr><td class="box" colspan="2" style="padding:4px;color:red"><b>سلام</b><img alt="logo" src="${picture}" /></td></tr></tbody></table>`;
    expect(harmlessHtml(mail)).toBe(mail);
  });

  it('says where a link would have led, and leads nowhere', () => {
    expect(harmlessHtml('<a href="https://bakery.example/?a=1&amp;b=2" style="color:red">us</a>')).toBe(
      '<a title="https://bakery.example/?a=1&amp;b=2" style="color:red">us</a>',
    );
  });

  it('bears nesting and length', () => {
    const deep = `${'<div>'.repeat(50_000)}bottom`;
    expect(harmlessHtml(deep).match(/<div>/g)?.length).toBeLessThan(300);
    const started = processorMs();
    harmlessHtml(`${'<p style="color:red">row</p>'.repeat(60_000)}${'url('.repeat(50_000)}`);
    harmlessCss('url('.repeat(200_000));
    harmlessCss('/*'.repeat(200_000));
    harmlessCss('@import '.repeat(100_000));
    expect(processorMs() - started).toBeLessThan(10_000);
  });

  it('is never harmful, whatever pieces it is made of, and cleaning again changes nothing', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '/',
      '=',
      ' ',
      '\\',
      '<style>',
      '</style>',
      '<p style="',
      'url(',
      'u\\rl(',
      '@import',
      '/*',
      '*/',
      '<svg>',
      '<a href="',
      'javascript:',
      '<img src="',
      'data:image/png;base64,AA',
      'https://evil.example',
      '<script>',
      '</script>',
      '&lt;',
      '&#60;',
      'onerror=x',
      '<!--',
      '-->',
      '<title>',
      '<textarea>',
      'سلام',
      '\0',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const clean = harmlessHtml(pieces.join(''));
        expect(harmIn(clean)).toEqual([]);
        expect(harmlessHtml(clean)).toBe(clean);
      }),
      { numRuns: 3000 },
    );
  });
});

const TAG = /<(\/?)([a-z0-9]+)((?:\s[a-z-]+(?:="[^"]*")?)*)\s*\/?>/gy;
const HARMLESS_ATTRIBUTES = new Set(
  'style class dir lang align valign bgcolor width height title src alt border cellpadding cellspacing role colspan rowspan scope color size face start type name'.split(
    ' ',
  ),
);
const HARMFUL_TAGS = new Set(
  'script svg math iframe frame frameset object embed form input button select textarea base meta link title video audio source template noscript xmp plaintext animate set'.split(
    ' ',
  ),
);
const LOADS = /url\s*\(|@import|image-set|expression\s*\(/i;

/**
 * Reads cleaned HTML strictly: style sheets, text without `<`, and tags whose attributes all stand in double quotes. What
 * is anything else, or may do anything, is told.
 */
function harmIn(clean: string): string[] {
  const harm: string[] = [];
  const rest = clean.replace(/<style>([^<]*)<\/style>/g, (_, css: string) => {
    if (LOADS.test(css)) harm.push(`a style sheet: ${css}`);
    return '';
  });
  for (let at = rest.indexOf('<'); at >= 0; at = rest.indexOf('<', at + 1)) {
    TAG.lastIndex = at;
    const found = TAG.exec(rest);
    if (!found) harm.push(`no tag: ${rest.slice(at, at + 40)}`);
    else harm.push(...harmInTag(found[2] ?? '', found[3] ?? ''));
  }
  return harm;
}

function harmInTag(name: string, attributes: string): string[] {
  const pairs = [...attributes.matchAll(/\s([a-z-]+)(?:="([^"]*)")?/g)];
  return [
    ...(HARMFUL_TAGS.has(name) ? [`<${name}>`] : []),
    ...pairs.flatMap(([, key = '', value = '']) => {
      const harmless =
        HARMLESS_ATTRIBUTES.has(key) &&
        !(key === 'style' && LOADS.test(value)) &&
        !(key === 'src' && !value.startsWith('data:image/png;base64,')) &&
        // Of a link nobody would want to follow; inside another address it is only words.
        !(key === 'title' && /^\s*\w*script:/i.test(value));
      return harmless ? [] : [`<${name} ${key}="${value}">`];
    }),
  ];
}
