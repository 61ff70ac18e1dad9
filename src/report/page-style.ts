/**
 * The report's style: one column for reading, light and dark, phone and print. No font, image or rule from outside.
 */

export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --paper: #faf9f5; --card: #ffffff; --ink: #1c211f; --muted: #59635e; --line: #dcdcd3; --grid: #e9e8e1; --accent: #17644a;
  --good: #17644a; --bad: #a62b1f; --open: #7d5a00; --unusable: #a62b1f;
  --original: #4d5b66; --pruned: #0b7f73; --quantized: #b05a00; --both: #83369c; --squeezed: #1d5fa8; --linear: #a3262e; --shade: #0e5a40; --on-shade: #fff;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #131614; --card: #1a1e1c; --ink: #e6e9e4; --muted: #a1aba5; --line: #343b37; --grid: #272d2a; --accent: #7fd0b0;
    --good: #7fd0b0; --bad: #ff9c8f; --open: #e9c46a; --unusable: #ff9c8f;
    --original: #b4c0c9; --pruned: #4fc7b8; --quantized: #f0a353; --both: #d39be8; --squeezed: #7db4f0; --linear: #ff8a90; --shade: #1f7a58; --on-shade: #fff;
  }
}
* { box-sizing: border-box }
html { -webkit-text-size-adjust: 100% }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif }
header, main, footer { max-width: 58rem; margin: 0 auto; padding: 0 1.5rem }
header { padding-top: 2.5rem }
h1, h2, h3 { line-height: 1.25; text-wrap: balance }
h1 { font-size: 1.9rem; margin: .2rem 0 .3rem; letter-spacing: -.01em; overflow-wrap: anywhere }
h2 { font-size: 1.35rem; margin: 3.2rem 0 .8rem; padding-top: 1rem; border-top: 2px solid var(--ink) }
h3 { font-size: 1.05rem; margin: 2rem 0 .5rem }
.format .name { font-weight: 650; font-size: .85rem; margin: 1rem 0 .3rem; display: flex; align-items: center; gap: .8rem }
p, ul { margin: .6rem 0; max-width: 46rem; text-wrap: pretty }
ul { padding-left: 1.2rem }
a { color: var(--accent) }
a:focus-visible, summary:focus-visible, button:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
.brand { color: var(--muted); font-size: .85rem; margin: 0 }
.brand strong { color: var(--accent) }
.lead { color: var(--muted); margin-top: 0 }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; padding: 0; margin: 1.4rem 0 0; font-size: .85rem; max-width: none }
.verdict { background: var(--card); border: 1px solid var(--line); border-left: 6px solid var(--tone); border-radius: 6px; padding: 1.1rem 1.4rem 1.2rem; margin: 1.6rem 0 1.2rem }
.verdict .tone { color: var(--tone); font-weight: 650; font-size: .85rem; margin: 0 }
.verdict .sentence { font-size: 1.25rem; line-height: 1.45; margin: .3rem 0 0; max-width: none }
.verdict ul { margin: .9rem 0 0; padding: .8rem 0 0; border-top: 1px solid var(--line); list-style: none; font-size: .95rem; max-width: none }
.verdict li { margin: .35rem 0; padding-left: 1.1rem; position: relative }
.verdict li::before { content: ""; position: absolute; left: .1rem; top: .62em; width: .4rem; height: .4rem; border-radius: 50%; background: var(--muted) }
.others { list-style: none; padding: 0; margin: 1rem 0 0; max-width: none; font-size: .95rem }
.others li { border-left: 6px solid var(--tone); padding: .1rem 0 .1rem 1rem; margin: .7rem 0 }
.others .tone { color: var(--tone); display: block; font-size: .85rem }
.good { --tone: var(--good) } .bad { --tone: var(--bad) } .open { --tone: var(--open) } .unusable { --tone: var(--unusable) }
.tiles { display: grid; grid-template-columns: repeat(4, 1fr); gap: 1px; background: var(--line); border: 1px solid var(--line); border-radius: 6px; overflow: hidden; margin: 0; padding: 0 }
.tiles.six { grid-template-columns: repeat(3, 1fr) }
.tiles div { background: var(--card); padding: .8rem 1rem }
.tiles dt { font-size: .8rem; color: var(--muted) }
.tiles dd { margin: 0; font-size: 1.35rem; font-variant-numeric: tabular-nums; letter-spacing: -.01em }
.tiles dd small { display: block; font-size: .8rem; color: var(--muted); letter-spacing: 0 }
figure { margin: 2rem 0 2.4rem }
figcaption { max-width: 46rem; margin-bottom: .7rem; text-wrap: pretty }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; padding: 0; margin: 0 0 .6rem; font-size: .85rem; color: var(--muted); max-width: none }
.legend li { display: flex; align-items: center; gap: .35rem }
.pictures { display: flex; flex-wrap: wrap; gap: 1.4rem 2rem }
.narrow { display: none }
.picture { min-width: 0; max-width: 100% }
svg { display: block; max-width: 100%; height: auto; overflow: visible }
svg text { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; fill: var(--ink); font-variant-numeric: tabular-nums }
svg text.name { fill: var(--muted) }
svg text.strong { font-weight: 650; paint-order: stroke; stroke: var(--paper); stroke-width: 3px; stroke-linejoin: round }
.v-original { --c: var(--original) } .v-pruned { --c: var(--pruned) } .v-quantized { --c: var(--quantized) }
.v-pruned-quantized { --c: var(--both) } .v-squeezed { --c: var(--squeezed) } .v-linear { --c: var(--linear) }
.axis, .tick { stroke: var(--muted) } .grid { stroke: var(--grid) }
.solid { fill: var(--c); stroke: var(--paper); stroke-width: 1 }
.hollow { fill: none; stroke: var(--c); stroke-width: 1.3; opacity: .75 }
.cross { fill: none; stroke: var(--c); stroke-width: 2.4 }
.bar { stroke: var(--c); stroke-width: 1.6 }
.level { stroke: var(--c); stroke-dasharray: 5 4; opacity: .8 }
.path { fill: none; stroke: var(--muted); opacity: .6 }
.link { stroke: var(--muted); opacity: .7 }
.reference line { stroke: var(--muted); stroke-dasharray: 2 3 } .reference text { fill: var(--muted) }
.curve { fill: none; stroke: var(--c); stroke-width: 2; stroke-linejoin: round } .curve.thin { stroke-width: 1.2 }
.area { fill: var(--c); fill-opacity: .16 }
.band { fill: var(--pruned); fill-opacity: .1 }
.kept { fill: var(--c) } .wasted { fill: var(--c); fill-opacity: .22; stroke: var(--c); stroke-width: .8; stroke-dasharray: 2 2 }
.floor { stroke: var(--ink); stroke-width: 2.5 }
.cell .ground { fill: var(--card); stroke: var(--line) } .cell .shade { fill: var(--shade) }
.cell.dark text { fill: var(--on-shade); font-weight: 600 }
.scroll { overflow-x: auto; margin: .8rem 0 }
@media screen and (min-width: 62rem) { .scroll { width: max-content; min-width: 100%; max-width: calc(50vw + 25rem) } }
table { border-collapse: collapse; font-size: .85rem; font-variant-numeric: tabular-nums; min-width: min(22rem, 100%) }
caption { text-align: left; color: var(--muted); font-size: .85rem; padding-bottom: .4rem; white-space: nowrap }
th, td { text-align: right; white-space: nowrap; padding: .28rem 0 .28rem 1rem; vertical-align: baseline; border-bottom: 1px solid var(--grid) }
.scroll th:first-child, .scroll td:first-child { position: sticky; left: 0; background: var(--paper) }
th:first-child, td:first-child { text-align: left; padding-left: 0 }
tbody th { font-weight: 400 } thead th { font-weight: 600 } thead th, thead td { border-bottom-color: var(--muted) }
tr.heading th { font-weight: 600; padding-top: .9rem; border-bottom-color: var(--line) }
.words td, .words th { text-align: left; white-space: normal; vertical-align: top } .words td { overflow-wrap: anywhere; min-width: 12rem } .words tbody th { white-space: nowrap }
.fits td, .fits tbody th, .fits thead th, .fits caption { min-width: 0; white-space: normal; overflow-wrap: normal } .fits tbody th { min-width: 6rem }
td small { color: var(--muted) }
.note { color: var(--muted); font-size: .85rem }
details { margin: .5rem 0; font-size: .9rem }
summary { cursor: pointer; color: var(--accent); width: fit-content }
details.model { font-size: 1rem; border-top: 1px solid var(--line); padding-top: .6rem } details.model > summary { font-weight: 650; font-size: 1.05rem }
pre { background: var(--card); border: 1px solid var(--line); border-radius: 4px; padding: .7rem .9rem; overflow-x: auto; font: 12.5px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; margin: .3rem 0 }
code { font: .9em ui-monospace, "SF Mono", Menlo, Consolas, monospace }
button { font: inherit; font-size: .85rem; padding: .15rem .7rem; border: 1px solid var(--accent); border-radius: 4px; background: none; color: var(--accent); cursor: pointer }
button:hover { background: var(--accent); color: var(--paper) }
.findings { list-style: none; padding: 0 }
.findings li { margin: .4rem 0 }
.badge { display: inline-block; font-size: .75rem; font-weight: 650; border: 1px solid currentColor; border-radius: 3px; padding: 0 .4rem; margin-right: .6rem; color: var(--muted) }
.severity-warning .badge { color: var(--open) } .severity-error .badge { color: var(--bad) }
footer { margin-top: 4rem; padding-bottom: 3rem; color: var(--muted); font-size: .85rem }
@media (max-width: 760px) { .wide { display: none } .narrow { display: flex } }
@media (max-width: 640px) {
  header, main, footer { padding-left: 1.5rem; padding-right: 1.5rem }
  header { padding-top: 1.5rem }
  h1 { font-size: 1.5rem }
  .tiles, .tiles.six { grid-template-columns: repeat(2, 1fr) }
  .verdict { padding: .9rem 1rem } .verdict .sentence { font-size: 1.08rem }
  th, td { padding-left: .9rem }
}
@media print {
  :root { color-scheme: light; --paper: #fff; --card: #fff }
  body { font-size: 10pt }
  header, main, footer { padding: 0; max-width: none }
  table { font-size: 7.5pt } .verdict .sentence { font-size: 13pt }
  .wide { display: flex; zoom: .74 } .narrow { display: none }
  nav, details.copy, button, figure details { display: none }
  figure, .verdict, table { break-inside: avoid } h2, h3, figcaption { break-after: avoid }
  .scroll { overflow: visible }
  a { color: inherit }
}
@page { margin: 1.8cm }
`;
