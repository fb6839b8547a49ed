// What somebody does about a loop or process feedback, on its way to the server.
import { recall, state, update } from './state.js';
import { say, wordFor } from './words.js';

const takeOn = [{ name: 'ACKNOWLEDGE', key: 'a' }, { name: 'ASSIGN', key: 's' }, { name: 'SNOOZE', key: 'z' }];
const comment = { name: 'COMMENT', key: 'c' };
// By tab.
export const actionsOn = {
  loops: [...takeOn, { name: 'DISMISS', key: 'd' }, { name: 'RESOLVE', key: 'r' }, comment],
  process: [{ name: 'DECIDE', key: 'd' }, ...takeOn, comment],
};
export const reasons = ['FALSE_ALARM', 'PLANNED_WORK', 'DUPLICATE', 'KNOWN'];
export const decisions = ['DO', 'DO_NOT'];

const pendingMax = 10e3;  // an action may change nothing, and then nothing comes back

const randomKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

let noticeTimer;
export function notify(text, bad = false) {
  clearTimeout(noticeTimer);
  update({ notice: { text, bad } });
  if (!bad) noticeTimer = setTimeout(() => update({ notice: null }), 6000);
}

// Whether it was taken in; if not, the reader is told why.
export async function post(path, fields) {
  try {
    const answer = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': randomKey() },
      body: JSON.stringify(fields),
    });
    if (answer.ok) return true;
    notify(say('refused', { why: (await answer.json()).detail }), true);
  } catch {
    notify(say('notSent'), true);
  }
  return false;
}

// `ids`: of what a revision will come back.
async function send(path, fields, ids) {
  const by = recall('by');
  const forget = () => {
    for (const one of ids) state.pending.delete(one);
    update();
  };
  // Before it is sent: what it changes may be here before the answer.
  if (fields.action !== 'COMMENT') for (const one of ids) state.pending.set(one, fields.action);
  if (!await post(path, by ? { ...fields, by } : fields)) {
    forget();
    return false;
  }
  setTimeout(forget, pendingMax);
  notify(say('sent', { action: wordFor('action', fields.action) }));
  return true;
}

// `fields` as the API has them. Whether it was taken in.
export function act(id, fields) {
  const standing = state.escalations.get(id);
  const ids = fields.wholeLoop ? (state.loops.get(standing?.loopId || id)?.escalations ?? []).map((one) => one.id) : [id];
  return send(`/api/v1/escalations/${encodeURIComponent(id)}/actions`, fields, ids);
}

export const actOnFeedback = (id, fields) => send(`/api/v1/feedback/${encodeURIComponent(id)}/actions`, fields, [id]);

export function setSpeed(speed) {
  return fetch('/api/v1/demo/speed', {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ speed }),
  }).catch(() => notify(say('notSent'), true));
}
