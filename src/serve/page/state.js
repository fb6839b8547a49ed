// What the page knows and shows, in one place. Whoever changes it says so by update(), and the page is drawn anew.
import { filterNames, fits, inOrder, loopsOf, stands } from './loops.js';

export const state = {
  escalations: new Map(),  // those that stand, and those that ended while they were looked at; by id
  feedback: new Map(),
  loops: new Map(),        // of the escalations, by key
  order: [],               // the lines as they lie under the reader's cursor: {key, taken}
  outdated: false,         // they should lie otherwise, once nobody looks
  fresh: 0,                // loops that are not among them yet
  rowsMax: 100,
  filters: {},
  tab: 'loops',
  open: '',                // the key of the loop of which the story shows
  history: [],             // escalations of that loop which are over
  dialog: null,            // {action, key}
  raising: null,           // {loop, from}: a case by hand, and what had the focus
  help: false,
  trends: null,            // as the API has them
  revisions: 0,            // that came since the page was opened
  pending: new Map(),      // id of an escalation to the action that is on its way
  said: '',                // for screen readers
  notice: null,            // {text, bad}
  connection: 'new',       // new, live, lost
  clock: '',
  speed: null,             // of a demonstration
  over: false,             // nothing more happens in it
  alerts: null,            // {held, dead}, where there are any
  shortcuts: true,
};

let draw = () => {};
let waiting = false;
let changed = false;  // escalations, since they were put into loops
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
    draw();
  });
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
export const wanted = () => [...state.loops.values()].filter((loop) => !loop.over && fits(loop, state.filters));

function isLookedAt() {
  const rows = document.getElementById('rows');
  return Boolean(state.open || state.dialog || state.raising || rows?.matches(':hover') || rows?.contains(document.activeElement));
}

function arrange() {
  // What is over goes, unless its story is open.
  for (const [id, one] of state.escalations) {
    if (!stands(one) && state.loops.get(one.loopId || id)?.over && (one.loopId || id) !== state.open) state.escalations.delete(id);
  }
  state.loops = loopsOf(state.escalations.values(), state.clock, state.loops);
  state.order = inOrder(wanted()).map(({ key, taken }) => ({ key, taken }));
  state.fresh = 0;
  state.outdated = false;
}

// Once a frame, however many revisions came.
function settle() {
  if (!changed) return;
  changed = false;
  state.loops = loopsOf(state.escalations.values(), state.clock, state.loops);
  if (!isLookedAt() || state.order.length === 0) return arrange();
  const known = new Set(state.order.map(({ key }) => key));
  state.outdated = true;
  state.fresh = wanted().filter((loop) => !known.has(loop.key)).length;
}

export function escalationsChanged() {
  changed = true;
  ++state.revisions;
  update();
}

// Perhaps: whoever looks on keeps the lines where they are.
export function lookedAway() {
  if (!state.outdated) return;
  changed = true;
  update();
}

export function showFresh() {
  arrange();
  update();
}

export function setFilter(name, value) {
  const filters = { ...state.filters, [name]: value };
  if (!value) delete filters[name];
  state.filters = filters;
  writeAddress();
  showFresh();
}
export function setTab(tab) {
  update({ tab, open: '' });
  writeAddress();
}

// Once what was changed is on the screen.
export const afterDraw = (act) => requestAnimationFrame(() => requestAnimationFrame(act));

let lastFocus = '';
export async function openLoop(key) {
  lastFocus = key || lastFocus;
  update({ open: key, history: [] });
  writeAddress();
  if (!key) return focusRow(lastFocus);
  afterDraw(() => {
    document.querySelector('.row[aria-current=true]')?.scrollIntoView({ block: 'nearest' });
    const story = document.getElementById('story');
    story?.focus({ preventScroll: true });
    if (story && story.getBoundingClientRect().top < 0) story.scrollIntoView();
  });
  await loadHistory();
}

// What is over of the loop's customer is not in the stream: it is asked for.
export async function loadHistory() {
  const key = state.open;
  const customer = state.loops.get(key)?.customer;
  if (!customer) return;
  try {
    const answer = await fetch(`/api/v1/escalations?customer=${encodeURIComponent(customer)}&state=RESOLVED`);
    const { escalations } = await answer.json();
    if (state.open === key) update({ history: escalations.filter((one) => one.loopId === key) });
  } catch { /* the banner says that the connection is lost */ }
}

export function focusRow(key) {
  afterDraw(() => {
    const rows = [...document.querySelectorAll('#rows .row')];
    (rows.find((row) => row.dataset.key === key) ?? rows[0])?.focus();
  });
}
