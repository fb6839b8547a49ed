// One loop on one screen: what to do, what stands in the way, what happened, and every rule that it trips.
import { actions } from './actions.js';
import { html } from './html.js';
import { stands, timelineOf } from './loops.js';
import { age, Severity, takenText } from './list.js';
import { openLoop, state, update } from './state.js';
import { list, money, number, say, time, withTimes, wordFor } from './words.js';

export const askFor = (name) => {
  const key = state.open || document.activeElement?.dataset?.key;
  if (state.loops.has(key)) update({ dialog: { action: name, key } });
};

function Actions() {
  return html`<div class="actions" role="group" aria-label=${say('actions')}>
    ${actions.map(({ name, key }) => html`<button key=${name} class=${name === 'ACKNOWLEDGE' ? 'primary' : ''} onClick=${() => askFor(name)}>
      ${wordFor('do', name)} ${state.shortcuts && html`<kbd>${key}</kbd>`}</button>`)}
  </div>`;
}

const Fact = ({ name, wide, children }) => html`<div class=${wide ? 'wide' : ''}><dt>${say(name)}</dt><dd class="said">${children}</dd></div>`;

function Facts({ loop }) {
  const m = loop.measures;
  const place = [loop.unit, loop.complex, loop.region].filter(Boolean).join(', ');
  return html`<dl class="facts">
    <${Fact} name="blockers">${loop.blockers.length > 0 ? list(loop.blockers.map((one) => wordFor('blocker', one))) : say('none')}</>
    ${loop.parts.length > 0 && html`<${Fact} name="parts">${list(loop.parts)}</>`}
    ${loop.mandates.length > 0 && html`<${Fact} name="mandates">${list(loop.mandates)}</>`}
    <${Fact} name="waitsOn">${loop.waitsOn ? wordFor('waitsOn', loop.waitsOn) : say('nobody')}</>
    ${loop.promises.length > 0 && html`<${Fact} name="promises" wide=${true}>${loop.promises.map((line) => html`<div key=${line}>${withTimes(line)}</div>`)}</>`}
    ${loop.diagnosis && html`<${Fact} name="diagnosis">${loop.diagnosis}</>`}
    <${Fact} name="cost">${money(m.costCents)}</>
    <${Fact} name="customerDays">${number(m.customerDays)}</>
    <${Fact} name="visitsInVain">${say('ofVisits', { failed: number(m.failedVisits), visits: number(m.visits) })}</>
    <${Fact} name="contacts">${say('contactsWith', { contacts: number(m.contacts), agents: number(m.agents) })}</>
    ${place && html`<${Fact} name="place">${place}</>`}
    ${loop.contractor && html`<${Fact} name="filter.contractor">${loop.contractor}</>`}
    ${(loop.ownerTeam || loop.lastTeam) && html`<${Fact} name="team">${[loop.ownerTeam, loop.lastTeam].filter(Boolean).filter((one, i, all) => all.indexOf(one) === i).join(', ')}</>`}
  </dl>`;
}

function Rules({ escalations }) {
  return html`<ul class="rules">${escalations.map((one) => html`<li key=${one.id} class=${stands(one) ? '' : 'over'}>
    <${Severity} severity=${one.severity} /> <span class="said">${one.title}</span>
    <span class="meta"><span class="said">${one.desk}</span>
      ${one.level > 0 && html`<span>${say('level', { level: one.level })}</span>`}
      ${stands(one) ? html`<span>${age(one.openedAt)}</span>` : html`<span>${say('ended', { when: time(one.resolvedAt), why: wordFor('endedBy', one.endedBy) })}</span>`}
      ${one.assignee ? html`<span class="said">${say('assignedTo', { who: one.assignee })}</span>`
        : one.acknowledgedBy && html`<span class="said">${say('acknowledgedBy', { who: one.acknowledgedBy })}</span>`}
    </span></li>`)}</ul>`;
}

function Timeline({ escalations }) {
  return html`<ol class="timeline">${timelineOf(escalations).map((entry, i) => html`<li key=${i} class=${entry.opened ? 'opened' : entry.ended ? 'ended' : ''}>
    <time datetime=${entry.at}>${time(entry.at)}</time>
    ${entry.opened ? html`<span class="said"><b>${say('opened', { rule: entry.opened.title, desk: entry.opened.desk })}</b></span>`
      : entry.ended ? html`<span class="said">${say('endedRule', { rule: entry.ended.title })}</span>`
      : html`<span class="said">${withTimes(entry.line)}</span>`}
  </li>`)}</ol>`;
}

export function Story() {
  const loop = state.loops.get(state.open);
  const close = html`<button class="close" onClick=${() => openLoop('')}>${say('back')} ${state.shortcuts && html`<kbd>Esc</kbd>`}</button>`;
  if (!loop) {
    return html`<section class="story" id="story" tabindex="-1" aria-label=${say('story')}>${close}
      <p>${state.connection === 'new' ? say('loading') : say('gone')}</p></section>`;
  }
  const past = state.history.filter((one) => !state.escalations.has(one.id));
  const everything = [...loop.escalations, ...past];
  const taken = takenText(loop);
  return html`<section class="story" id="story" tabindex="-1" aria-labelledby="story-title">
    ${close}
    <p class="kicker"><${Severity} severity=${loop.severity} /> <span class="said">${[loop.customer, loop.category].filter(Boolean).join(' · ')}</span></p>
    <h2 id="story-title" class="said">${loop.title}</h2>
    <p class="next said">${loop.over ? say('isOver') : loop.nextStep}</p>
    ${taken && html`<p class="taken">${taken}</p>`}
    ${!loop.over && html`<${Actions} />`}
    <${Facts} loop=${loop} />
    <h3>${say('rules', { n: everything.length })}</h3>
    <${Rules} escalations=${everything} />
    <h3>${say('happened')}</h3>
    <${Timeline} escalations=${everything} />
  </section>`;
}
