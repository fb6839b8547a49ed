// What somebody does about a loop, on its way to the server.
import { recall, state, update } from './state.js';
import { say, wordFor } from './words.js';

export const actions = [
  { name: 'ACKNOWLEDGE', key: 'a' },
  { name: 'ASSIGN', key: 's' },
  { name: 'SNOOZE', key: 'z' },
  { name: 'DISMISS', key: 'd' },
  { name: 'RESOLVE', key: 'r' },
  { name: 'COMMENT', key: 'c' },
];
export const reasons = ['FALSE_ALARM', 'PLANNED_WORK', 'DUPLICATE', 'KNOWN'];

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

// `fields` as the API has them. Whether it was taken in.
export async function act(id, fields) {
  const by = recall('by');
  const standing = state.escalations.get(id);
  const ids = fields.wholeLoop ? (state.loops.get(standing?.loopId || id)?.escalations ?? []).map((one) => one.id) : [id];
  if (!await post(`/api/v1/escalations/${encodeURIComponent(id)}/actions`, by ? { ...fields, by } : fields)) return false;
  if (fields.action !== 'COMMENT') {
    for (const one of ids) state.pending.set(one, fields.action);
    setTimeout(() => { for (const one of ids) state.pending.delete(one); update(); }, pendingMax);
  }
  notify(say('sent', { action: wordFor('action', fields.action) }));
  return true;
}

export function setSpeed(speed) {
  return fetch('/api/v1/demo/speed', {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ speed }),
  }).catch(() => notify(say('notSent'), true));
}
