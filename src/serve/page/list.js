// What needs somebody now: one line a loop.
import { html } from './html.js';
import { isSnoozed, pickerNames, severities } from './loops.js';
import { countNews, endOf, newsKinds } from './news.js';
import { focusRow, lookedAway, openLoop, setFilter, showNews, state, update } from './state.js';
import { list, money, number, say, span, time, wordFor } from './words.js';

export const age = (since) => (since && state.clock ? span(new Date(state.clock) - new Date(since)) : '');

export const Severity = ({ severity }) =>
  html`<span class="severity ${severity}"><span aria-hidden="true" class="mark"></span>${wordFor('severity', severity)}</span>`;

export function takenText(loop) {
  if (loop.escalations.some((one) => state.pending.has(one.id))) return say('onItsWay');
  const texts = [];
  if (loop.assignees.length > 0) texts.push(say('assignedTo', { who: list(loop.assignees) }));
  else if (loop.acknowledgedBy.length > 0) texts.push(say('acknowledgedBy', { who: list(loop.acknowledgedBy) }));
  if (isSnoozed(loop, state.clock)) texts.push(say('snoozedUntil', { when: time(loop.snoozedUntil) }));
  return texts.join(', ');
}

export const overText = (loop) => say(loop.retracted ? 'isRetracted' : 'isOver');

// What the line has that the reader has not seen.
function Mark({ loop }) {
  const kind = loop.over ? endOf(loop) : state.news.get(loop.key) ?? state.marked.get(loop.key);
  return kind && html`<span class="mark-${kind} news">${say(`mark.${kind}`)}</span>`;
}

export const Vulnerable = () => html`<span class="tag">${say('vulnerable')}</span>`;

const more = (loop) => loop.escalations.length - 1;

// One that is not here any more has no story to open.
function Row({ loop }) {
  const taken = takenText(loop);
  const here = state.loops.has(loop.key);
  return html`<li>
    <${Mark} loop=${loop} />
    <${here ? 'button' : 'div'} class="row ${loop.over ? 'over' : ''}" data-key=${loop.key} aria-current=${here ? state.open === loop.key : undefined}
        onClick=${here && (() => openLoop(loop.key))}>
      <${Severity} severity=${loop.severity} />
      <span class="what"><span class="said title">${loop.title}</span>
        ${loop.vulnerable && html` <${Vulnerable} />`}
        ${more(loop) > 0 && html` <span class="more">${say('moreRules', { n: more(loop) })}</span>`}</span>
      <span class="who said">${[loop.customer, loop.category].filter(Boolean).join(' · ')}</span>
      <span class="next said">${loop.nextStep}</span>
      <span class="meta">
        <span class="said">${loop.desks.join(', ')}</span>
        ${loop.level > 0 && html`<span>${say('level', { level: loop.level })}</span>`}
        <span>${age(loop.openedAt)}</span>
        ${loop.measures.costCents && html`<span>${money(loop.measures.costCents)}</span>`}
        ${taken && html`<span class="taken">${taken}</span>`}
      </span>
    </></li>`;
}

// Where there is little room, the lines come first.
const roomy = matchMedia('(min-width: 40rem) and (min-height: 30rem)').matches;

function Filters() {
  const values = (name) => {
    const known = new Set();
    for (const loop of state.loops.values()) {
      if (loop.over) continue;
      for (const value of name === 'desk' ? loop.desks : [loop[name]]) if (value) known.add(value);
    }
    if (state.filters[name]) known.add(state.filters[name]);
    return name === 'severity' ? severities.filter((one) => known.has(one)) : [...known].sort();
  };
  const label = (name, value) => (name === 'severity' ? wordFor('severity', value) : value);
  const form = html`<form class="filters" aria-label=${say('filters')} onSubmit=${(event) => event.preventDefault()}>
    ${pickerNames.map((name) => html`<label key=${name}><span>${say(`filter.${name}`)}</span>
      <select name=${name} value=${state.filters[name] ?? ''} onChange=${(event) => setFilter(name, event.target.value)}>
        <option value="" selected=${!state.filters[name]}>${say('all')}</option>
        ${values(name).map((value) => html`<option key=${value} value=${value} selected=${state.filters[name] === value}>${label(name, value)}</option>`)}
      </select></label>`)}
    <label><span>${say('filter.find')}</span>
      <input type="search" name="find" value=${state.filters.find ?? ''} autocomplete="off" maxlength="200" onInput=${(event) => setFilter('find', event.target.value.trim())} /></label>
  </form>`;
  if (roomy) return form;
  const set = Object.keys(state.filters).length;
  return html`<details class="folded" open=${set > 0}><summary>${say('filters')}${set > 0 ? ` (${number(set)})` : ''}</summary><div>${form}</div></details>`;
}

function show(event) {
  showNews();
  if (event.detail === 0) focusRow('');  // by keyboard: the button goes away under the focus
}

function newsText() {
  const counts = countNews(state.news);
  return say('news', { what: list(newsKinds.filter((kind) => counts[kind] > 0).map((kind) => say(`news.${kind}`, { n: counts[kind] }))) });
}

export function List() {
  const lines = state.order.filter(({ key }) => state.loops.has(key));
  const shown = lines.slice(0, state.rowsMax);
  const loopsThat = (were) => shown.filter((line) => line.taken === were).map(({ key }) => state.loops.get(key));
  const open = loopsThat(false);
  const taken = loopsThat(true);
  return html`<section class="list" aria-label=${say('loops')}>
    <${Filters} />
    <div class="above">
      <h2>${say('needsYou')} <span class="count">${number(state.needy)}</span></h2>
      <div role="status">${state.news.size > 0 &&
        html`<button class="primary" id="show-news" onClick=${show}>${newsText()} ${state.shortcuts && html`<kbd>n</kbd>`}</button>`}</div>
    </div>
    <div id="rows" onMouseLeave=${lookedAway} onFocusOut=${lookedAway}>
      ${open.length === 0 && html`<p class="calm">${state.connection === 'new' ? say('loading') : say('nothing')}</p>`}
      <ul class="rows">${open.map((loop) => html`<${Row} key=${loop.key} loop=${loop} />`)}</ul>
      ${taken.length > 0 && html`<h2>${say('takenOn')} <span class="count">${number(taken.length)}</span></h2>
      <ul class="rows">${taken.map((loop) => html`<${Row} key=${loop.key} loop=${loop} />`)}</ul>`}
      ${state.ended.length > 0 && html`<h2>${say('ended.since')} <span class="count">${number(state.ended.length)}</span></h2>
      <ul class="rows">${state.ended.filter(({ key }) => !state.loops.has(key)).map((loop) => html`<${Row} key=${loop.key} loop=${loop} />`)}</ul>`}
      ${lines.length > shown.length && html`<button onClick=${() => update({ rowsMax: state.rowsMax + 100 })}>
        ${say('showMore', { n: number(lines.length - shown.length) })}</button>`}
    </div>
  </section>`;
}
