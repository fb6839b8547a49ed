// The page, put together: what shows, and what keys do.
import { actionsOn, setSpeed } from './actions.js';
import { Summary } from './charts.js';
import { ActionDialog, HelpDialog, subjectOf } from './dialogs.js';
import { waitsForDecision } from './feedback.js';
import { html, render } from './html.js';
import { List } from './list.js';
import { askAbout, focusedCard, Process } from './process.js';
import { askWhatIsWrong, RaiseDialog } from './raise.js';
import { loadSession, may } from './session.js';
import { onDraw, openLoop, readAddress, recall, setTab, showNews, state, update } from './state.js';
import { askFor, Story } from './story.js';
import { listen } from './stream.js';
import { language, number, preferredLanguage, say, speak, time } from './words.js';

const staleAfter = 15 * 60e3;
const speeds = [0.25, 0.5, 1, 2, 4, 8, 16, 32, 64];
let lastSpeed = 1;

function Banner() {
  if (state.connection === 'signedOut') {
    return html`<div class="banner bad" role="alert"><b>${say('lost')}</b> ${say('signedOut')} <a href=${`/sign-in${location.search}`}>${say('signIn')}</a></div>`;
  }
  if (state.connection === 'lost') return html`<div class="banner bad" role="alert"><b>${say('lost')}</b> ${say('lost.since', { when: time(state.clock) })}</div>`;
  const behind = state.speed === null && state.clock && Date.now() - new Date(state.clock) > staleAfter;
  if (behind) return html`<div class="banner bad" role="alert"><b>${say('stale')}</b> ${say('stale.since', { when: time(state.clock) })}</div>`;
  if (state.alerts?.dead) return html`<div class="banner bad" role="alert">${say('alertsDead', { n: state.alerts.dead })}</div>`;
  if (state.alerts?.held) return html`<div class="banner bad" role="alert">${say('alertsHeld', { n: state.alerts.held })}</div>`;
  return null;
}

function Demo() {
  if (state.speed === null) return null;
  if (state.over || !may('act')) return html`<span class="demo">${state.over && say('over')}</span>`;
  const at = speeds.findIndex((one) => one >= (state.speed || lastSpeed));
  const go = (step) => setSpeed(speeds[Math.min(speeds.length - 1, Math.max(0, at + step))]);
  const pause = () => {
    if (state.speed) lastSpeed = state.speed;
    setSpeed(state.speed ? 0 : lastSpeed);
  };
  return html`<div class="demo" role="group" aria-label=${say('demo')}>
    <button onClick=${() => go(-1)} aria-label=${say('slower')} title=${say('slower')}>−</button>
    <button onClick=${pause}>${state.speed ? say('pause') : say('go')}</button>
    <button onClick=${() => go(1)} aria-label=${say('faster')} title=${say('faster')}>+</button>
    <span class="n">× ${number(state.speed)}</span></div>`;
}

function Languages() {
  const link = (to) => {
    const query = new URLSearchParams(location.search);
    query.set('lang', to);
    return `?${query}`;
  };
  const names = [['nl', 'Nederlands'], ['en', 'English']];
  return html`<span class="languages">${names.filter(([code]) => code !== language).map(([code, name]) =>
    html`<a key=${code} href=${link(code)} lang=${code} hreflang=${code}>${name}</a>`)}</span>`;
}

function Tabs() {
  const tabs = ['loops', 'process'];
  const undecided = [...state.feedback.values()].filter(waitsForDecision).length;
  return html`<nav aria-label=${say('tabs')}>${tabs.map((tab) => html`<button key=${tab} class="tab" aria-current=${state.tab === tab ? 'page' : undefined}
    onClick=${() => setTab(tab)}>${say(`tab.${tab}`)}${tab === 'process' && undecided > 0 ? ` (${number(undecided)})` : ''}</button>`)}</nav>`;
}

function App() {
  // What the dialog is about may be gone meanwhile.
  if (state.dialog && !subjectOf(state.dialog)) state.dialog = null;
  return html`
    <header><h1>loopbreaker</h1><${Tabs} />
      <span class="clock">${state.clock && html`<span>${say('until.now')} </span><time datetime=${state.clock}>${time(state.clock)}</time>`}</span>
      <${Demo} /><${Languages} />
      ${state.user && html`<span class="said user">${state.user}</span>`}
      ${may('raise') && html`<button onClick=${askWhatIsWrong}>${say('raise')} ${state.shortcuts && html`<kbd>m</kbd>`}</button>`}
      <button onClick=${() => update({ help: true })}>${say('help')} ${state.shortcuts && html`<kbd>?</kbd>`}</button></header>
    <${Banner} />
    <main class=${state.open ? 'reading' : ''}>
      ${state.tab === 'process' ? html`<${Process} />` : html`<${Summary} /><div class="columns"><${List} />${state.open && html`<${Story} />`}</div>`}
    </main>
    ${state.dialog && html`<${ActionDialog} />`}
    ${state.raising && html`<${RaiseDialog} />`}
    ${state.help && html`<${HelpDialog} />`}
    <div class="notice ${state.notice?.bad ? 'bad' : ''}" role="status">${state.notice?.text}</div>
    <div class="unseen" aria-live="polite">${state.said}</div>`;
}

function moveCard(step) {
  const cards = [...document.querySelectorAll('.card')];
  const at = cards.findIndex((card) => card.contains(document.activeElement));
  const next = cards[at < 0 ? 0 : Math.min(cards.length - 1, Math.max(0, at + step))];
  next?.focus();
}

function moveFocus(step) {
  if (state.tab === 'process') return moveCard(step);
  const rows = [...document.querySelectorAll('#rows button.row')];
  if (rows.length === 0) return;
  const key = document.activeElement?.dataset?.key ?? state.open;
  const at = rows.findIndex((row) => row.dataset.key === key);
  const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))];
  if (state.open) openLoop(next.dataset.key);
  else next.focus();
}

function find() {
  const field = document.querySelector('input[name=find]');
  field?.closest('details')?.setAttribute('open', '');
  field?.focus();
}

function onKey(event) {
  const typing = event.target.closest?.('input, textarea, select, dialog');
  if (event.ctrlKey || event.metaKey || event.altKey || state.dialog || state.raising || state.help || typing) return;
  if (event.key === 'Escape' && state.open) return openLoop('');
  if (!state.shortcuts) return;
  if (event.key === '?' || event.key === 'm') {
    if (event.key === '?') update({ help: true });
    else if (may('raise')) askWhatIsWrong();
    return event.preventDefault();
  }
  const action = actionsOn[state.tab].find(({ key }) => key === event.key);
  if (action) state.tab === 'process' ? askAbout(action.name, focusedCard()) : askFor(action.name);
  else if (event.key === 'j') moveFocus(1);
  else if (event.key === 'k') moveFocus(-1);
  else if (state.tab !== 'loops') return;
  else if (event.key === 'n') showNews();
  else if (event.key === '/') find();
  else return;
  event.preventDefault();
}

async function start() {
  readAddress();
  state.shortcuts = recall('shortcuts') !== 'off';
  await Promise.all([speak(preferredLanguage()), loadSession()]);
  // Not before there are words for what is heard.
  listen();
  const root = document.getElementById('page');
  onDraw(() => render(html`<${App} />`, root));
  document.addEventListener('keydown', onKey);
  update();
}

start();
