/** The pages' style sheet: system fonts, logical properties so that one sheet serves both directions, light and dark. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1d2522; --soft: #5c6863; --line: #dfe4e1; --paper: #fff; --ground: #f5f7f6;
  --accent: #2f5d50; --warn: #9a3b12; --warn-ground: #fdf1ea; --ok: #1f6b3a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7ecea; --soft: #9daaa4; --line: #2f3835; --paper: #1a211f;
  --ground: #121716; --accent: #8cc9b5; --warn: #f0a37c; --warn-ground: #34221a; --ok: #85d3a2; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); line-height: 1.55;
  font: 16px/1.55 system-ui, "Segoe UI", Vazirmatn, "Noto Sans Arabic", Tahoma, sans-serif; }
header { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: center; padding: .75rem 1.25rem;
  background: var(--paper); border-block-end: 1px solid var(--line); }
.brand { color: var(--accent); font-size: 1.15rem; }
.brand span { color: var(--soft); font-weight: 400; font-size: .95rem; margin-inline-start: .35rem; }
nav { display: flex; flex-wrap: wrap; gap: .25rem; flex: 1; }
nav a { padding: .3rem .7rem; border-radius: .5rem; color: var(--ink); text-decoration: none; }
nav a:hover { background: var(--ground); }
nav a[aria-current] { background: var(--accent); color: var(--paper); }
.languages { display: flex; gap: .75rem; font-size: .9rem; }
.languages a, a { color: var(--accent); }
main { max-width: 72rem; margin: 0 auto; padding: 1.25rem; }
h1 { font-size: 1.5rem; margin: .25rem 0 1rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 1.75rem 0 .6rem; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; }
.card { background: var(--paper); border: 1px solid var(--line); border-radius: .75rem; padding: .8rem 1rem; }
.card b { display: block; font-size: 1.6rem; line-height: 1.2; }
.card span { color: var(--soft); font-size: .9rem; }
.sheet { background: var(--paper); border: 1px solid var(--line); border-radius: .75rem; overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .95rem; }
th { text-align: start; color: var(--soft); font-weight: 500; font-size: .85rem; white-space: nowrap; }
th, td { padding: .5rem .85rem; border-block-end: 1px solid var(--line); vertical-align: top; }
tr:last-child td { border-block-end: 0; }
td.when { white-space: nowrap; color: var(--soft); }
td.number, th.number { text-align: end; font-variant-numeric: tabular-nums; }
td .more { color: var(--soft); font-size: .88rem; }
.tag { display: inline-block; padding: 0 .5rem; border-radius: 1rem; border: 1px solid var(--line); font-size: .82rem;
  color: var(--soft); white-space: nowrap; }
.tag.sent, .tag.live, .tag.fine { color: var(--ok); border-color: currentColor; }
.tag.uncertain, .tag.failed, .tag.failing { color: var(--warn); border-color: currentColor; }
.notice { background: var(--warn-ground); color: var(--warn); border-radius: .75rem; padding: .75rem 1rem; margin: 0 0 1rem; }
.empty { color: var(--soft); padding: 1.5rem 1rem; margin: 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1rem; margin: 0; padding: .9rem 1rem; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
pre.text { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; margin: 0; padding: 1rem; }
iframe.mail { width: 100%; height: 44rem; border: 1px solid var(--line); border-radius: .75rem; background: #fff; }
.filters { display: flex; flex-wrap: wrap; gap: .4rem; margin: 0 0 .9rem; }
.filters a { padding: .1rem .7rem; border: 1px solid var(--line); border-radius: 1rem; text-decoration: none; font-size: .9rem; }
.filters a[aria-current] { background: var(--accent); color: var(--paper); }
form.search { display: flex; gap: .5rem; margin: 0 0 .9rem; }
input, button { font: inherit; padding: .35rem .7rem; border: 1px solid var(--line); border-radius: .5rem;
  background: var(--paper); color: var(--ink); }
.pager { margin: .9rem 0; display: flex; gap: 1rem; }
`;
