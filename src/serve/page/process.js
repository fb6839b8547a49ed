// What goes wrong for many: for those who own the process.
import { html } from './html.js';
import { Severity } from './list.js';
import { openLoop, setTab, state } from './state.js';
import { money, number, say, time, withTimes, wordFor } from './words.js';

const order = (a, b) => (b.costCents ?? 0) - (a.costCents ?? 0) || (a.openedAt < b.openedAt ? -1 : 1);
const counts = (values) => values.map(({ value, count }) => `${value} (${number(count)})`).join(', ');

function trend(feedback) {
  const now = Number(feedback.facts ?? 0);
  const before = Number(feedback.before?.facts ?? 0);
  return say(now > before ? 'trend.up' : now < before ? 'trend.down' : 'trend.equal', { n: number(now), before: number(before) });
}

function show(key) {
  setTab('loops');
  openLoop(key);
}

// Those that still go round have their story here; the others are named, where one may see names.
function Example({ id }) {
  const loop = state.loops.get(id);
  if (loop) return html`<li><button class="link said" onClick=${() => show(id)}>${[loop.customer, loop.title].filter(Boolean).join(' · ')}</button></li>`;
  return id.includes('|') ? html`<li class="said">${decodeURIComponent(id.split('|')[0])}</li>` : null;
}

const Fact = ({ label, children }) => html`<div><dt>${label}</dt><dd class="said">${children}</dd></div>`;

function Feedback({ one }) {
  return html`<li>
    <p class="kicker"><${Severity} severity=${one.severity} /> <span class="said">${say('owner')}: ${one.desk}</span></p>
    <h2 class="said">${one.title}</h2>
    <p class="next said">${withTimes(one.suggestion)}</p>
    <dl class="facts">
      ${Object.entries(one.group ?? {}).map(([name, value]) => html`<${Fact} key=${name} label=${wordFor('group', name)}>${name === 'blockers' ? wordFor('blocker', value) : value}</>`)}
      <${Fact} label=${say('facts')}>${trend(one)}</>
      <${Fact} label=${say('customers')}>${number(one.customers)}</>
      <${Fact} label=${say('cost')}>${money(one.costCents)}</>
      <${Fact} label=${say('customerDays')}>${number(one.customerDays)}</>
      ${one.partsMissing && html`<${Fact} label=${say('parts')}>${counts(one.partsMissing)}</>`}
      ${one.authorisationsMissing && html`<${Fact} label=${say('mandates')}>${counts(one.authorisationsMissing)}</>`}
      <${Fact} label=${say('since')}>${time(one.openedAt)}</>
    </dl>
    ${one.exampleLoops?.length > 0 && html`<h3>${say('examples')}</h3><ul class="examples">${one.exampleLoops.map((id) => html`<${Example} key=${id} id=${id} />`)}</ul>`}
  </li>`;
}

export function Process() {
  const all = [...state.feedback.values()].sort(order);
  return html`<section class="process" aria-label=${say('tab.process')}>
    ${all.length === 0 && html`<p class="calm">${say('noFeedback')}</p>`}
    <ul class="cards">${all.map((one) => html`<${Feedback} key=${one.id} one=${one} />`)}</ul>
  </section>`;
}
