// What goes wrong for many: for those who own the process, and decide whether it is changed.
import { actionsOn } from './actions.js';
import { isDecided, waitsForDecision } from './feedback.js';
import { html } from './html.js';
import { Severity, takenText } from './list.js';
import { stands } from './loops.js';
import { may } from './session.js';
import { feedbackChanged, openLoop, setTab, state, update } from './state.js';
import { list, money, number, say, time, withTimes, wordFor } from './words.js';

const counts = (values) => list(values.map(({ value, count }) => `${value} (${number(count)})`));
const given = (value) => (value ? [value] : []);

function trend(feedback) {
  const now = feedback.facts ?? 0;
  const before = feedback.before?.facts ?? 0;
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

function Facts({ one }) {
  const overload = one.finding === 'OVERLOAD';
  return html`<dl class="facts">
    ${Object.entries(one.group ?? {}).map(([name, value]) => html`<${Fact} key=${name} label=${wordFor('group', name)}>${name === 'blockers' ? wordFor('blocker', value) : value}</>`)}
    <${Fact} label=${say(overload ? 'cameIn' : 'facts')}>${trend(one)}</>
    ${overload && html`<${Fact} label=${say('finished')}>${number(one.finished)}</>
      <${Fact} label=${say('pile')}>${number(one.pile)}</><${Fact} label=${say('late')}>${number(one.late)}</>`}
    ${one.customers > 0 && html`<${Fact} label=${say('customers')}>${number(one.customers)}</>`}
    ${one.costCents > 0 && html`<${Fact} label=${say('cost')}>${money(one.costCents)}</>`}
    ${one.customerDays > 0 && html`<${Fact} label=${say('customerDays')}>${number(one.customerDays)}</>`}
    ${one.partsMissing && html`<${Fact} label=${say('parts')}>${counts(one.partsMissing)}</>`}
    ${one.authorisationsMissing && html`<${Fact} label=${say('mandates')}>${counts(one.authorisationsMissing)}</>`}
    <${Fact} label=${say('since')}>${time(one.openedAt)}</>
  </dl>`;
}

function Decision({ one }) {
  if (!one.decided) return null;
  const { decision, by, at, why, changeId } = one.decided;
  const what = say('decided', { what: wordFor('decision', decision), who: by, when: time(at) });
  return html`<div class=${isDecided(one) ? 'decision' : 'decision past'}>
    <p class="said"><b>${isDecided(one) ? what : say('decidedBefore', { what })}</b></p>
    ${why && html`<p class="said">${why}</p>`}
    ${changeId && html`<p class="said">${say('changeId')}: ${changeId}</p>`}</div>`;
}

export function askAbout(action, id) {
  if (may('act') && state.feedback.has(id)) update({ dialog: { action, on: 'process', key: id } });
}
// The one that has the focus, by itself or by something in it.
export const focusedCard = () => document.activeElement?.closest('.card')?.dataset.id;

function Actions({ one }) {
  return html`<div class="actions" role="group" aria-label=${say('actions')}>
    ${actionsOn.process.map(({ name, key }) => html`<button key=${name} class=${name === 'DECIDE' ? 'primary' : ''} onClick=${() => askAbout(name, one.id)}>
      ${wordFor('do', name)} ${state.shortcuts && html`<kbd>${key}</kbd>`}</button>`)}
  </div>`;
}

const Texts = ({ title, texts }) => texts?.length > 0 && html`<h4>${title}</h4><ul class="texts">${texts.map((text, i) => html`<li key=${i} class="said">${withTimes(text)}</li>`)}</ul>`;

function Card({ one, index }) {
  const taken = takenText({ escalations: [one], assignees: given(one.assignee), acknowledgedBy: given(one.acknowledgedBy), snoozedUntil: one.snoozedUntil });
  const over = !stands(one);
  return html`<article class="card ${over ? 'over' : ''}" tabindex="-1" data-id=${one.id} aria-labelledby=${`card-${index}`}>
    <p class="kicker"><${Severity} severity=${one.severity} />
      ${one.finding && html` <span class="finding ${one.finding}">${wordFor('finding', one.finding)}</span>`}
      ${' '}<span class="said">${say('owner')}: ${one.desk}</span>
      ${one.level > 0 && html` <span>${say('level', { level: one.level })}</span>`}
      ${over && html` <span>${say('isOver')}</span>`}</p>
    <h3 class="said" id=${`card-${index}`}>${one.title}</h3>
    <p class="next said">${withTimes(one.suggestion)}</p>
    ${taken && html`<p class="taken said">${taken}</p>`}
    <${Decision} one=${one} />
    ${may('act') && html`<${Actions} one=${one} />`}
    <${Facts} one=${one} />
    <${Texts} title=${say('whatWasDone')} texts=${one.whatWasDone} />
    <${Texts} title=${say('comments')} texts=${one.comments} />
    ${one.exampleLoops?.length > 0 && html`<h4>${say('examples')}</h4><ul class="examples">${one.exampleLoops.map((id) => html`<${Example} key=${id} id=${id} />`)}</ul>`}
  </article>`;
}

function Cards({ title, cards, count, from }) {
  return html`<h2>${title} <span class="count">${number(count)}</span></h2>
    <ul class="cards">${cards.map(({ id }, i) => html`<li key=${id}><${Card} one=${state.feedback.get(id)} index=${from + i} /></li>`)}</ul>`;
}

export function Process() {
  const cards = state.cards.filter(({ id }) => state.feedback.has(id));
  const [open, decided] = [false, true].map((were) => cards.filter((card) => card.decided === were));
  const waiting = open.filter(({ id }) => waitsForDecision(state.feedback.get(id))).length;
  return html`<section class="process" id="cards" aria-label=${say('tab.process')} onMouseLeave=${feedbackChanged} onFocusOut=${feedbackChanged}>
    ${cards.length === 0 && html`<p class="calm">${state.connection === 'new' ? say('loading') : say('noFeedback')}</p>`}
    ${open.length > 0 && html`<${Cards} title=${say('needsDecision')} cards=${open} count=${waiting} from=${0} />`}
    ${decided.length > 0 && html`<${Cards} title=${say('areDecided')} cards=${decided} count=${decided.length} from=${open.length} />`}
  </section>`;
}
