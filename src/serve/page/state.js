// What the page knows and shows, in one place. Whoever changes it says so by update(), and the page is drawn anew.
import { loadDossier } from './dossier.js';
import { cardsOf } from './feedback.js';
import { filterNames, fits, inOrder, keyOf, loopsOf, stands } from './loops.js';
import { aheadOf, newsOf, seenAt, seenNow } from './news.js';

export const state = {
  user: '',
  roles: new Set(),
  escalations: new Map(),  // those that stand, and those that ended while they were looked at; by id
  feedback: new Map(),     // that stands, and that ended while it was looked at; by id
  loops: new Map(),        // of the escalations, by key
  order: [],               // the lines as they lie under the reader's cursor: {key, taken}
  cards: [],               // feedback as it lies under the reader's cursor: {id, decided}
  needy: 0,                // loops that the filters let through and nobody has taken on
  outdated: false,         // they should lie otherwise, once nobody looks
  seen: null,              // how each loop was when the reader looked; null: nothing has come yet
  news: new Map(),         // what is other since then: key to kind
  gone: new Map(),         // loops that are over since then and lie in no line any more, by key
  marked: new Map(),       // what was news when the reader looked: key to kind
  ended: [],               // loops that were over then
  own: new Set(),          // keys of loops that the reader changed, which is no news
  rowsMax: 100,
  filters: {},
  tab: 'loops',
  open: '',                // the key of the loop of which the story shows
  history: [],             // escalations of that loop which are over
  dossier: null,           // of its customer, as the API has it
  dialog: null,            // {action, key}
  raising: null,           // {loop, from}: a case by hand, and what had the focus
  help: false,
  trends: null,            // as the API has them
  revisions: 0,            // that came since the page was opened
  pending: new Map(),      // id of an escalation to the action that is on its way
  said: '',                // for screen readers
  notice: null,            // {text, bad}
  connection: 'new',       // new, live, lost, signedOut
  clock: '',
  speed: null,             // of a demonstration
  over: false,             // nothing more happens in it
  alerts: null,            // {held, dead}, where there are any
  shortcuts: true,
};

let draw = () => {};
let waiting = false;
let changed = false;  // escalations, since they were put into loops
let feedbackHasChanged = false;  // or may lie otherwise
export const onDraw = (callback) => { draw = callback; };

export function update(change = {}) {
  Object.assign(state, change);
  if (waiting) return;
  waiting = true;
  // A page that nobody sees gets no frames, and should be right when it is seen again.
  const next = document.hidden ? (f) => setTimeout(f, 200) : requestAnimationFrame;
  next(() => {
    waiting = false;
    settle();
    keepInPlace(draw);
  });
}

// What somebody points at, or has the focus, stays where it is on the screen while what lies above it grows.
function keepInPlace(change) {
  const places = state.tab === 'process' ? '.card' : state.outdated && !state.open ? '#rows .row' : '';
  const line = places && (document.querySelector(`${places}:hover`) ?? document.activeElement?.closest(places));
  const before = line && line.getBoundingClientRect().top;
  change();
  if (line && line.isConnected) scrollBy(0, Math.round(line.getBoundingClientRect().top - before));
}

// ---- What the browser remembers of this reader; without storage, nothing.
export function remember(name, value) {
  try { localStorage.setItem(`loopbreaker.${name}`, value); } catch { /* a private window */ }
}
export function recall(name) {
  try { return localStorage.getItem(`loopbreaker.${name}`) ?? ''; } catch { return ''; }
}

// ---- The address: what a colleague sees who is sent the link.
export function readAddress() {
  const query = new URLSearchParams(location.search);
  const filters = {};
  for (const name of filterNames) if (query.get(name)) filters[name] = query.get(name);
  Object.assign(state, { filters, tab: query.get('tab') === 'process' ? 'process' : 'loops', open: query.get('loop') ?? '' });
}
function writeAddress() {
  const query = new URLSearchParams();
  const language = new URLSearchParams(location.search).get('lang');
  if (language) query.set('lang', language);
  if (state.tab !== 'loops') query.set('tab', state.tab);
  for (const name of filterNames) if (state.filters[name]) query.set(name, state.filters[name]);
  if (state.open) query.set('loop', state.open);
  const text = query.toString();
  history.replaceState(null, '', text ? `?${text}` : location.pathname);
}

// ---- The list. Lines stay where they are while somebody points at them, reads or types.
const wanted = () => [...state.loops.values()].filter((loop) => !loop.over && fits(loop, state.filters));

const isAt = (element) => Boolean(element?.matches(':hover') || element?.contains(document.activeElement));
const isLookedAt = (id) => Boolean(state.open || state.dialog || state.raising || isAt(document.getElementById(id)));

function arrange() {
  // What is over goes, unless its story is open.
  for (const [id, one] of state.escalations) {
    if (stands(one)) continue;
    const loop = state.loops.get(keyOf(one));
    if (!loop?.over || loop.key === state.open) continue;
    state.escalations.delete(id);
    if (state.seen?.has(loop.key)) state.gone.set(loop.key, loop);
  }
  state.loops = loopsOf(state.escalations.values(), state.clock, state.loops);
  for (const key of state.gone.keys()) if (state.loops.has(key)) state.gone.delete(key);
  const lines = wanted();
  state.order = inOrder(lines).map(({ key, taken }) => ({ key, taken }));
  state.needy = countNeedy(lines);
  state.outdated = false;
}

// What is over goes, and the rest lies as it should, unless somebody looks.
function arrangeCards() {
  feedbackHasChanged = false;
  const fixed = isLookedAt('cards');
  if (!fixed) for (const [id, one] of state.feedback) if (!stands(one)) state.feedback.delete(id);
  state.cards = cardsOf(state.feedback, fixed ? state.cards : []);
}

const countNeedy = (loops) => loops.reduce((n, loop) => n + (loop.taken ? 0 : 1), 0);

// What came while the page was not open is news too, if it is known when the reader looked last.
function beginToLook() {
  if (state.seen || !state.clock || state.connection === 'new') return;
  const before = recall('looked');
  state.seen = before && before <= state.clock ? seenAt(state.loops, before, recall('lookedAhead').split('\n')) : seenNow(state.loops);
}

function compare() {
  beginToLook();
  if (!state.seen) return;
  for (const key of state.own) {
    const loop = state.loops.get(key);
    if (loop && !loop.over) state.seen.set(key, loop.look);
    else state.seen.delete(key);
    state.gone.delete(key);
  }
  state.own.clear();
  const read = state.loops.get(state.open);
  if (read && !read.over) state.seen.set(read.key, read.look);
  const shown = (loops) => [...loops.values()].filter((loop) => fits(loop, state.filters));
  state.news = newsOf(shown(state.loops), state.seen, shown(state.gone));
}

// Once a frame, however many revisions came.
function settle() {
  if (feedbackHasChanged) arrangeCards();
  if (!changed) return beginToLook();
  changed = false;
  state.loops = loopsOf(state.escalations.values(), state.clock, state.loops);
  if (!isLookedAt('rows') || state.order.length === 0) {
    arrange();
  } else {
    state.needy = countNeedy(wanted());
    state.outdated = true;
  }
  compare();
}

// Whoever is forgotten, or erased, leaves nothing here either.
export function forget(id) {
  const has = (loop) => loop.members.some((one) => one.id === id);
  state.escalations.delete(id);
  state.ended = state.ended.filter((loop) => !has(loop));
  for (const [key, loop] of state.gone) if (has(loop)) state.gone.delete(key);
}

export function escalationsChanged() {
  changed = true;
  ++state.revisions;
  update();
}

// What was put off comes back by the clock alone.
export function clockIs(clock) {
  const before = state.clock;
  update({ clock });
  for (const loop of state.loops.values()) changed ||= loop.snoozedUntil > before && loop.snoozedUntil <= clock;
}

export function feedbackChanged() {
  feedbackHasChanged = true;
  update();
}

// Perhaps: whoever looks on keeps the lines where they are.
export function lookedAway() {
  if (!state.outdated) return;
  changed = true;
  update();
}

// The reader looks: the lines as they should lie, and what was news is marked until the next look.
export function showNews() {
  state.loops = loopsOf(state.escalations.values(), state.clock, state.loops);
  arrange();
  compare();
  state.marked = new Map([...state.news].filter(([key]) => state.loops.has(key)));
  state.ended = [...state.gone.values()].filter((loop) => fits(loop, state.filters));
  state.gone = new Map();
  state.news = new Map();
  state.seen = seenNow(state.loops);
  remember('looked', state.clock);
  remember('lookedAhead', aheadOf(state.loops, state.clock).join('\n'));
  update();
}

export function setFilter(name, value) {
  const filters = { ...state.filters, [name]: value };
  if (!value) delete filters[name];
  state.filters = filters;
  writeAddress();
  arrange();
  compare();
  update();
}
export function setTab(tab) {
  feedbackHasChanged = true;
  update({ tab, open: '' });
  writeAddress();
}

// Once what was changed is on the screen.
export const afterDraw = (act) => requestAnimationFrame(() => requestAnimationFrame(act));

let lastFocus = '';
export async function openLoop(key) {
  lastFocus = key || lastFocus;
  update({ open: key, history: [], dossier: null });
  haveSeen(key);
  writeAddress();
  if (!key) return focusRow(lastFocus);
  afterDraw(() => {
    document.querySelector('.row[aria-current=true]')?.scrollIntoView({ block: 'nearest' });
    const story = document.getElementById('story');
    story?.focus({ preventScroll: true });
    if (story && story.getBoundingClientRect().top < 0) story.scrollIntoView();
  });
  await loadWhole();
}

function haveSeen(key) {
  const loop = state.loops.get(key);
  if (!loop || !state.seen) return;
  state.seen.set(key, loop.look);
  state.news.delete(key);
  state.marked.delete(key);
}

// What the stream does not say of the loop that is read. Again, whenever it may be another, or more may be seen of it.
export const loadWhole = () => Promise.all([loadHistory(), loadDossier()]);

// What is over of the loop's customer is not in the stream: it is asked for.
export async function loadHistory() {
  const key = state.open;
  const customer = state.loops.get(key)?.customer;
  if (!customer || !state.roles.has('see-names')) return;
  try {
    const answer = await fetch(`/api/v1/escalations?customer=${encodeURIComponent(customer)}&state=RESOLVED`);
    const { escalations } = await answer.json();
    if (state.open === key) update({ history: escalations.filter((one) => one.loopId === key) });
  } catch { /* the banner says that the connection is lost */ }
}

export function focusRow(key) {
  afterDraw(() => {
    const rows = [...document.querySelectorAll('#rows button.row')];
    (rows.find((row) => row.dataset.key === key) ?? rows[0])?.focus();
  });
}

export function focusCard(id) {
  afterDraw(() => [...document.querySelectorAll('.card')].find((card) => card.dataset.id === id)?.focus({ preventScroll: true }));
}
