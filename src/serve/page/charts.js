// Counts and small charts of what stands. The figures are text: the bars only repeat them.
import { html } from './html.js';
import { severities } from './loops.js';
import { recall, remember, setFilter, state } from './state.js';
import { Trends } from './trends.js';
import { number, say, wordFor } from './words.js';

const rowsMax = 6;
// Where there is little room, the list comes first; else as the reader left it.
const wide = matchMedia('(min-width: 64rem)').matches && recall('charts') !== 'closed';
const onToggle = (event) => remember('charts', event.target.open ? 'open' : 'closed');

function Bars({ title, rows, onPick }) {
  const most = Math.max(1, ...rows.map(({ n }) => n));
  return html`<section class="chart" aria-label=${title}><h2>${title}</h2>
    <ul>${rows.slice(0, rowsMax).map(({ name, label, n }) => html`<li key=${name}>
      ${onPick ? html`<button class="link said" aria-pressed=${state.filters.desk === name} onClick=${() => onPick(name)}>${label}</button>` : html`<span>${label}</span>`}
      <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect width=${(100 * n) / most} height="10" /></svg>
      <span class="n">${number(n)}</span></li>`)}</ul>
  </section>`;
}

function counted(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([name, n]) => ({ name, label: name, n }));
}

export function Summary() {
  const open = [...state.loops.values()].filter((loop) => !loop.over);
  const desks = counted(open.flatMap((loop) => loop.desks)).sort((a, b) => b.n - a.n || (a.name < b.name ? -1 : 1));
  const levels = counted(open.map((loop) => loop.level)).sort((a, b) => a.name - b.name)
    .map((row) => ({ ...row, label: say('level', { level: row.name }) }));
  return html`<div class="summary">
    <dl class="counts" aria-label=${say('counts')}>
      <div><dt>${say('openLoops')}</dt><dd id="open-loops">${number(open.length)}</dd></div>
      <div><dt>${say('untaken')}</dt><dd>${number(open.filter((loop) => !loop.taken).length)}</dd></div>
      ${severities.map((severity) => html`<div key=${severity} class=${severity}><dt>${wordFor('severity', severity)}</dt>
        <dd>${number(open.filter((loop) => loop.severity === severity).length)}</dd></div>`)}
    </dl>
    <details open=${wide} onToggle=${onToggle}><summary>${say('charts')}</summary><div>
    <${Bars} title=${say('byDesk')} rows=${desks} onPick=${(name) => setFilter('desk', state.filters.desk === name ? '' : name)} />
    <${Bars} title=${say('byLevel')} rows=${levels} />
    <${Trends} />
    </div></details>
  </div>`;
}
