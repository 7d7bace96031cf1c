// Runs inside the browser; look-at-page.ts sends it there.
globalThis.lookAt = { page: lookAtPage, contrast: lookAtContrast };

/** What is wrong with the page that is open, as a reader or a screen reader would notice. */
function lookAtPage() {
  const wrong = [];
  const shown = (element) => element.getClientRects().length > 0;
  const nameOf = (element) =>
    (element.getAttribute('aria-label') ?? element.getAttribute('title') ?? element.textContent ?? '').trim();

  const root = document.documentElement;
  if (root.scrollWidth > window.innerWidth)
    wrong.push(`wider than the screen by ${root.scrollWidth - window.innerWidth}`);
  for (const element of document.querySelectorAll('main *, header *')) {
    // What is wide by nature is moved sideways in a frame that is itself within the edges.
    if (element.parentElement?.closest('.sideways')) continue;
    const box = element.getBoundingClientRect();
    if (!shown(element) || element.closest('thead, .skip') || element.closest('.sheet')?.scrollWidth === 0)
      continue;
    if (box.left < -1 || box.right > window.innerWidth + 1)
      wrong.push(`beyond the edge: ${element.tagName} ${nameOf(element).slice(0, 40)}`);
  }

  if (root.dir !== (root.lang === 'en' ? 'ltr' : 'rtl')) wrong.push(`dir ${root.dir} for ${root.lang}`);
  if (document.title.trim() === '') wrong.push('no title');
  if (document.querySelectorAll('h1').length !== 1) wrong.push('not one h1');
  if (document.querySelectorAll('main').length !== 1) wrong.push('not one main');
  let level = 0;
  for (const heading of document.querySelectorAll('h1, h2, h3, h4')) {
    const own = Number(heading.tagName.slice(1));
    if (own > level + 1) wrong.push(`a heading is left out before ${nameOf(heading)}`);
    level = own;
    if (nameOf(heading) === '') wrong.push('an empty heading');
  }
  for (const element of document.querySelectorAll(
    'a[href], button, iframe, nav, table, progress, [role=group], [role=search] input:not([type=hidden])',
  ))
    if (nameOf(element) === '') wrong.push(`without a name: ${element.outerHTML.slice(0, 80)}`);
  for (const element of document.querySelectorAll('[role=row] > :not([role=cell], [role=columnheader])'))
    wrong.push(`not a cell: ${element.tagName}`);
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  if (new Set(ids).size !== ids.length) wrong.push('an id twice');
  return wrong;
}

/** Pieces of text that cannot be told from what is behind them (WCAG 2.2, 1.4.3, level AA). */
function lookAtContrast() {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (!canvas) return ['no canvas'];
  const known = new Map();
  const channels = (color) => {
    if (!known.has(color)) known.set(color, paint(color));
    return known.get(color);
  };
  const paint = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (color) => {
    const [r = 0, g = 0, b = 0] = color.map((value) => {
      const share = value / 255;
      return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = channels(getComputedStyle(at).backgroundColor);
      if ((color[3] ?? 0) > 250) return color;
    }
    return [255, 255, 255];
  };
  const weak = new Set();
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim());
    if (!own || element.closest('.skip, thead')) continue;
    const [a, b] = [luminance(channels(getComputedStyle(element).color)), luminance(ground(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) weak.add(`${element.tagName}.${element.className} ${ratio.toFixed(2)}`);
  }
  return [...weak];
}
