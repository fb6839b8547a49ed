// One loop on one screen: what to do, what stands in the way, what happened, and every rule that it trips.
import { actionsOn } from './actions.js';
import { dossierOf } from './dossier.js';
import { html } from './html.js';
import { stands, timelineOf } from './loops.js';
import { age, overText, Severity, takenText, Vulnerable } from './list.js';
import { may } from './session.js';
import { openLoop, state, update } from './state.js';
import { list, money, number, say, time, withTimes, wordFor } from './words.js';

export const askFor = (name) => {
  const key = state.open || document.activeElement?.dataset?.key;
  if (may('act') && state.loops.has(key)) update({ dialog: { action: name, on: 'loops', key } });
};

function Actions() {
  return html`<div class="actions" role="group" aria-label=${say('actions')}>
    ${actionsOn.loops.map(({ name, key }) => html`<button key=${name} class=${name === 'ACKNOWLEDGE' ? 'primary' : ''} onClick=${() => askFor(name)}>
      ${wordFor('do', name)} ${state.shortcuts && html`<kbd>${key}</kbd>`}</button>`)}
  </div>`;
}

const Fact = ({ name, wide, children }) => html`<div class=${wide ? 'wide' : ''}><dt>${say(name)}</dt><dd class="said">${children}</dd></div>`;

const joined = (values) => values.filter(Boolean).filter((one, i, all) => all.indexOf(one) === i).join(', ');

function Waits({ loop, since }) {
  if (!loop.waitsOn) return say('nobody');
  const text = wordFor('waitsOn', loop.waitsOn);
  return since ? say('waits.since', { who: text, when: time(since), long: age(since) }) : text;
}

// What was promised and is not done: what is broken first. Without the dossier, what the rules saw.
function Promises({ loop, promises }) {
  if (promises.length === 0) {
    if (loop.promises.length === 0) return null;
    return html`<${Fact} name="promises" wide=${true}>${loop.promises.map((line) => html`<div key=${line}>${withTimes(line)}</div>`)}</>`;
  }
  const text = (one) => {
    const what = joined([one.toDo, one.toTeam]) || say('promise.plain');
    if (!one.due) return say('promise.open', { what });
    return say(one.broken ? 'promise.broken' : 'promise.due', { what, when: time(one.due), late: age(one.due) });
  };
  return html`<${Fact} name="promises" wide=${true}>${[...promises].sort((a, b) => Boolean(b.broken) - Boolean(a.broken)).map((one, i) =>
    html`<div key=${i} class=${one.broken ? 'broken' : ''}>${text(one)}</div>`)}</>`;
}

function Facts({ loop, dossier }) {
  const m = loop.measures;
  const place = joined([loop.unit, loop.complex, loop.region]);
  return html`<dl class="facts">
    <${Fact} name="blockers">${loop.blockers.length > 0 ? list(loop.blockers.map((one) => wordFor('blocker', one))) : say('none')}</>
    ${loop.parts.length > 0 && html`<${Fact} name="parts">${list(loop.parts)}</>`}
    ${loop.mandates.length > 0 && html`<${Fact} name="mandates">${list(loop.mandates)}</>`}
    <${Fact} name="waitsOn"><${Waits} loop=${loop} since=${dossier.waitsSince} /></>
    <${Promises} loop=${loop} promises=${dossier.promises} />
    ${loop.diagnosis && html`<${Fact} name="diagnosis">${loop.diagnosis}</>`}
    <${Fact} name="cost">${money(m.costCents)}</>
    <${Fact} name="customerDays">${number(m.customerDays)}</>
    <${Fact} name="visitsInVain">${say('ofVisits', { failed: number(m.failedVisits), visits: number(m.visits) })}</>
    <${Fact} name="contacts">${say('contactsWith', { contacts: number(m.contacts), agents: number(m.agents) })}</>
    ${place && html`<${Fact} name="place">${place}</>`}
    ${loop.contractor && html`<${Fact} name="filter.contractor">${loop.contractor}</>`}
    ${(loop.ownerTeam || loop.lastTeam) && html`<${Fact} name="team">${joined([loop.ownerTeam, loop.lastTeam])}</>`}
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

const kindOf = (entry) => (entry.opened ? 'opened' : entry.ended ? 'ended' : entry.what === 'supervisor_acted' ? 'ours' : '');

function Timeline({ escalations, dossier }) {
  return html`<ol class="timeline" reversed>${timelineOf(escalations, dossier.happened).map((entry, i) => html`<li key=${i} class=${kindOf(entry)}>
    <time datetime=${entry.at}>${time(entry.at)}</time>
    ${entry.opened ? html`<span class="said"><b>${say('opened', { rule: entry.opened.title, desk: entry.opened.desk })}</b></span>`
      : entry.ended ? html`<span class="said">${say('endedRule', { rule: entry.ended.title })}</span>`
      : html`<span class="said">${withTimes(entry.line)}${entry.team && html` <span class="by">${entry.team}</span>`}</span>`}
  </li>`)}
  ${dossier.earlier > 0 && html`<li><time></time><span>${say('earlier', { n: dossier.earlier })}</span></li>`}</ol>
  ${!dossier.known && html`<p class="calm">${say(may('see-names') ? 'onlyEvidence' : 'noNames')}</p>`}`;
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
  const dossier = dossierOf(loop);
  return html`<section class="story" id="story" tabindex="-1" aria-labelledby="story-title">
    ${close}
    <p class="kicker"><${Severity} severity=${loop.severity} /> <span class="said">${[loop.customer, loop.category].filter(Boolean).join(' · ')}</span>
      ${loop.vulnerable && html` <${Vulnerable} />`}</p>
    <h2 id="story-title" class="said">${loop.title}</h2>
    <p class="next said">${loop.over ? overText(loop) : loop.nextStep}</p>
    ${loop.silent.length > 0 && html`<p class="silent said">${say('silent', { sources: list(loop.silent) })}</p>`}
    ${taken && html`<p class="taken">${taken}</p>`}
    ${!loop.over && may('act') && html`<${Actions} />`}
    <div class="halves"><div>
      <${Facts} loop=${loop} dossier=${dossier} />
      <h3>${say('rules', { n: everything.length })}</h3>
      <${Rules} escalations=${everything} /></div>
    <div><h3>${say('happened')}</h3>
      <${Timeline} escalations=${everything} dossier=${dossier} /></div></div>
  </section>`;
}
