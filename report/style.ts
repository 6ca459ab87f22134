/** The page's only style: colours as variables for light, dark and paper, one column on a phone, cards where there is room. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --panel: #f6f8fa; --ink: #1b2129; --ink-soft: #545d68;
  --line: #d5dbe1; --line-strong: #7d8792; --accent: #0a58b8; --link: #0a58b8;
  --better: #12693a; --worse: #b3261e; --same: #454e59; --wait: #7a5200;
  --arm-0: #5b6673; --arm-1: #0a58b8; --arm-2: #b34a00; --arm-3: #7b3bb0; --arm-4: #00706a; --arm-5: #a3195b;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #0f141a; --panel: #171e26; --ink: #e7ecf1; --ink-soft: #a7b1bc;
    --line: #2c3641; --line-strong: #76828f; --accent: #6cb2ff; --link: #7dbbff;
    --better: #5cd18d; --worse: #ff8f85; --same: #bac4ce; --wait: #e9b949;
    --arm-0: #9aa7b5; --arm-1: #6cb2ff; --arm-2: #ff9f57; --arm-3: #c8a2ff; --arm-4: #45cfc2; --arm-5: #ff8dbb;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body {
  margin: 0 auto; padding: 0 1rem 3rem; max-width: 58rem;
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  color: var(--ink); background: var(--paper); overflow-wrap: anywhere; font-variant-numeric: tabular-nums;
}
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .25rem; letter-spacing: -.01em; }
h2 { font-size: 1.3rem; line-height: 1.25; margin: 0 0 .5rem; padding-top: 1.5rem; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
p { margin: .25rem 0 .75rem; max-width: 46rem; }
section { margin-top: 2.5rem; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
main:focus { outline: none; }
.skip { position: absolute; left: -100vw; padding: .5rem 1rem; background: var(--paper); z-index: 1; }
.skip:focus { left: .5rem; top: .5rem; }
header { padding: 2rem 0 0; }
header p, .aside, small { color: var(--ink-soft); }
.aside { font-size: .875rem; margin-bottom: .5rem; }
.origin {
  display: inline-block; margin: 0 0 .75rem; padding: .05rem .6rem; font-size: .8125rem; font-weight: 600;
  color: var(--wait); border: 1px solid currentColor; border-radius: 1rem;
}
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; margin: 0; padding: 0; font-size: .9375rem; }
nav a { display: inline-block; padding: .25rem 0; }
.result { margin: 0 0 1rem; padding: .9rem 1.1rem 1rem; background: var(--panel); border: 1px solid var(--line); border-radius: .6rem; }
.result h3 { margin-top: 0; }
.decision { margin: .5rem 0; padding-left: .8rem; border-left: 4px solid var(--line-strong); font-size: 1.0625rem; }
.decision.rolled-back, .decision.reverted, .decision.killed { border-color: var(--worse); } .decision.completed { border-color: var(--better); }
.sentence { margin-top: .75rem; }
.sentence p { margin: .35rem 0 0; font-size: 1.0625rem; }
.badge {
  display: inline-block; padding: 0 .55rem; margin-right: .25rem; font-size: .8125rem; font-weight: 600; line-height: 1.6;
  color: var(--same); border: 1.5px solid currentColor; border-radius: 1rem; white-space: nowrap;
}
.badge.better { color: var(--better); } .badge.worse, .badge.sample-ratio-mismatch { color: var(--worse); }
.badge.not-yet { color: var(--wait); }
.warning { padding: .4rem .8rem; border-left: 4px solid var(--wait); background: var(--panel); }
.result .warning { margin: .75rem 0 0; font-size: .9375rem; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17.5rem), 1fr)); gap: 1rem; margin: 1rem 0; }
.card { margin: 0; padding: .9rem 1rem; background: var(--panel); border: 1px solid var(--line); border-radius: .6rem; }
.card h3 { margin: 0 0 .25rem; }
.contrast { margin: .75rem 0 .25rem; font-weight: 600; }
.contrast b { display: inline-block; }
.means { margin: 0; font-size: .9375rem; }
.means div { display: flex; justify-content: space-between; gap: 1rem; border-top: 1px solid var(--line); padding: .15rem 0; }
.means small { display: block; } .means dd { margin: 0; text-align: right; }
.reading { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); gap: .5rem 1.5rem; margin: .75rem 0; font-size: .875rem; }
.reading dt { font-weight: 600; } .reading dd { margin: 0; color: var(--ink-soft); } .reading strong { color: var(--ink); }
.key { vertical-align: middle; }
figure { margin: 0 0 1.5rem; }
figcaption { margin-top: .5rem; font-size: .875rem; color: var(--ink-soft); max-width: 46rem; }
.plot { display: block; width: 100%; height: auto; font: 12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow: visible; }
.plot text { white-space: pre; font-variant-numeric: tabular-nums; }
.chart .narrow { display: none; }
.plot.small { max-width: 23rem; }
@media screen and (max-width: 40rem) {
  .chart .wide { display: none; } .chart .narrow { display: block; }
  h1 { font-size: 1.45rem; } section { margin-top: 2rem; }
}
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .1rem 1.25rem; margin: .25rem 0; padding: 0; font-size: .875rem; }
.events { margin: .5rem 0 1rem; padding-left: 2rem; }
.event { padding-left: .25rem; margin: .2rem 0; }
.event time, .flags b { white-space: nowrap; }
.event time { color: var(--ink-soft); margin-right: .35rem; }
.event.completed::marker { color: var(--better); }
.event.rolled-back::marker, .event.reverted::marker, .event.killed::marker, .event.fault::marker { color: var(--worse); }
.event::marker { font-weight: 700; }
.flags { padding-left: 1.2rem; margin: .5rem 0; }
details { margin: .5rem 0; border: 1px solid var(--line); border-radius: .4rem; }
summary { padding: .45rem .8rem; cursor: pointer; font-size: .9375rem; }
details > :not(summary) { margin: 0 .8rem .7rem; }
.scroll { position: relative; overflow: auto; max-height: 26rem; }
table { border-collapse: collapse; font-size: .875rem; overflow-wrap: normal; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
th, td { padding: .25rem .9rem .25rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; white-space: nowrap; }
thead th { position: sticky; top: 0; background: var(--paper); vertical-align: bottom; }
th.number, td.number { text-align: right; }
tbody th { font-weight: 500; }
@media screen and (min-width: 40rem) { tbody th, thead th:first-child { position: sticky; left: 0; background: var(--paper); } thead th:first-child { z-index: 1; } }
.file::before { content: "\\2193\\00a0"; }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: .875rem; color: var(--ink-soft); }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
@media (forced-colors: active) { .plot { forced-color-adjust: none; background: #fff; color: #000; } }
@media print {
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  nav, .skip, .file, .scroll { overflow: visible; } nav, .skip { display: none; }
  .scroll { max-height: none; } th, td { white-space: normal; } table { font-size: 7.5pt; }
  .card, .result, figure, tr { break-inside: avoid; } h2, h3 { break-after: avoid; }
  details:not([open]) { display: none; }
}
`;
