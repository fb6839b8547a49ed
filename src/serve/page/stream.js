// The live connection: revisions in, and loud words when they stop.
import { dossierChanged } from './dossier.js';
import { loadSession } from './session.js';
import { afterDraw, clockIs, escalationsChanged, feedbackChanged, forget, loadHistory, loadWhole, lookedAway, state, update } from './state.js';
import { keyOf, stands } from './loops.js';
import { loadTrends } from './trends.js';
import { say, wordFor } from './words.js';

const silenceMax = 40e3;     // the server says something every 15 seconds
const announceEvery = 5e3;
let source = null;
let heard = Date.now();
let announced = 0;
let unannounced = new Set();  // keys of loops

function announce() {
  const loops = [...unannounced].map((key) => state.loops.get(key)).filter((loop) => loop && !loop.over);
  if (loops.length === 0 || Date.now() - announced < announceEvery) return;
  unannounced = new Set();
  announced = Date.now();
  const [first] = loops;
  update({ said: say('announce', { n: loops.length, severity: wordFor('severity', first.severity), title: first.title }) });
}

function take(escalation) {
  const before = state.escalations.get(escalation.id);
  if (state.pending.delete(escalation.id)) state.own.add(keyOf(escalation));
  if (stands(escalation)) {
    if (!state.loops.has(keyOf(escalation))) unannounced.add(keyOf(escalation));
    state.escalations.set(escalation.id, escalation);
  } else if (before) {
    // Its line stays where it is until nobody looks.
    state.escalations.set(escalation.id, escalation);
  } else {
    state.escalations.delete(escalation.id);
  }
  if (state.open !== keyOf(escalation)) return;
  if (!stands(escalation)) loadHistory();
  dossierChanged(escalation.customerId);
}

const handlers = {
  reset({ escalations, feedback }) {
    const standing = new Map(escalations.map((one) => [one.id, one]));
    // What ended while nothing was heard: its line stays where it is until nobody looks.
    for (const [id, one] of state.escalations) if (!standing.has(id)) standing.set(id, stands(one) ? { ...one, state: 'RESOLVED' } : one);
    state.escalations = standing;
    state.feedback = new Map(feedback.map((one) => [one.id, one]));
    feedbackChanged();
    escalationsChanged();
    afterDraw(loadWhole);
  },
  escalation(escalation) {
    take(escalation);
    escalationsChanged();
  },
  feedback(feedback) {
    state.pending.delete(feedback.id);
    // One that is over stays where it is until nobody looks.
    if (stands(feedback) || state.feedback.has(feedback.id)) state.feedback.set(feedback.id, feedback);
    feedbackChanged();
  },
  dossier({ customerId }) { dossierChanged(customerId); },
  removed({ id }) {
    forget(id);
    state.feedback.delete(id);
    feedbackChanged();
    escalationsChanged();
  },
  clock({ clock = '', speed = null, over = false, alerts = null }) {
    clockIs(clock);
    update({ speed, over, alerts });
    lookedAway();
    announce();
    loadTrends();
  },
};

function loseConnection() {
  if (state.connection !== 'signedOut') update({ connection: 'lost' });
}

function connect() {
  source?.close();
  source = new EventSource('/api/v1/stream');
  for (const [name, handle] of Object.entries(handlers)) {
    source.addEventListener(name, (event) => {
      heard = Date.now();
      if (state.connection !== 'live') update({ connection: 'live' });
      handle(JSON.parse(event.data));
    });
  }
  source.addEventListener('error', loseConnection);
}

export function listen() {
  connect();
  setInterval(() => {
    const silent = Date.now() - heard > silenceMax;
    if (silent) loseConnection();
    // A browser comes back by itself, but not from an answer that is an error, or from silence.
    if (silent || source.readyState === EventSource.CLOSED) {
      heard = Date.now() - silenceMax + 3e3;
      connect();
      loadSession();
    }
  }, 3000);
}
