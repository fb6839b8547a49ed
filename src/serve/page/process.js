// What goes wrong for many: for those who own the process.
import { html } from './html.js';
import { Severity } from './list.js';
import { state } from './state.js';
import { money, number, say, time, withTimes, wordFor } from './words.js';

const order = (a, b) => (b.costCents ?? 0) - (a.costCents ?? 0) || (a.openedAt < b.openedAt ? -1 : 1);
const counts = (values) => values.map(({ value, count }) => `${value} (${number(count)})`).join(', ');

function Trend({ feedback }) {
  const before = feedback.before?.facts;
  return html`<span>${number(feedback.facts)} ${say('before', { n: number(before) })}</span>`;
}

export function Process() {
  const all = [...state.feedback.values()].sort(order);
  return html`<section class="process" aria-label=${say('tab.process')}>
    ${all.length === 0 && html`<p class="calm">${say('noFeedback')}</p>`}
    <ul>${all.map((one) => html`<li key=${one.id}>
      <p class="kicker"><${Severity} severity=${one.severity} /> <span class="said">${one.desk}</span></p>
      <h2 class="said">${one.title}</h2>
      <p class="next said">${withTimes(one.suggestion)}</p>
      <dl class="facts">
        ${Object.entries(one.group ?? {}).map(([name, value]) => html`<div key=${name}><dt>${wordFor('group', name)}</dt><dd class="said">${name === 'blockers' ? wordFor('blocker', value) : value}</dd></div>`)}
        <div><dt>${say('facts')}</dt><dd><${Trend} feedback=${one} /></dd></div>
        <div><dt>${say('customers')}</dt><dd>${number(one.customers)}</dd></div>
        <div><dt>${say('cost')}</dt><dd>${money(one.costCents)}</dd></div>
        <div><dt>${say('customerDays')}</dt><dd>${number(one.customerDays)}</dd></div>
        ${one.partsMissing && html`<div><dt>${say('parts')}</dt><dd class="said">${counts(one.partsMissing)}</dd></div>`}
        ${one.authorisationsMissing && html`<div><dt>${say('mandates')}</dt><dd class="said">${counts(one.authorisationsMissing)}</dd></div>`}
        <div><dt>${say('since')}</dt><dd>${time(one.openedAt)}</dd></div>
      </dl></li>`)}</ul>
  </section>`;
}
