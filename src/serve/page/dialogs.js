// What is asked before an action leaves, and the help.
import { act, actionsOn, actOnFeedback, decisions, reasons } from './actions.js';
import { html } from './html.js';
import { may } from './session.js';
import { afterDraw, focusCard, focusRow, recall, remember, state, update } from './state.js';
import { say, wordFor } from './words.js';

// Opens itself; Escape and the browser's own ways to close it are heard.
export function Dialog({ label, onClose, children }) {
  const show = (element) => {
    if (element && !element.open) element.showModal();
  };
  return html`<dialog ref=${show} aria-label=${label} onClose=${onClose} onCancel=${onClose}>${children}</dialog>`;
}

// In the reader's own time, as <input type="datetime-local"> wants it.
function localInput(date) {
  const two = (n) => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
function tomorrowMorning() {
  const date = state.clock ? new Date(state.clock) : new Date();
  date.setDate(date.getDate() + 1);
  date.setHours(8, 0, 0, 0);
  return localInput(date);
}

// What the dialog is about: a loop, or process feedback. None: it is gone meanwhile.
export function subjectOf({ on, key }) {
  if (on === 'process') {
    const one = state.feedback.get(key);
    return one && { title: one.title, more: one.suggestion, desk: one.desk, escalations: [], send: (target, fields) => actOnFeedback(key, fields) };
  }
  const loop = state.loops.get(key);
  const send = (target, fields) => act(target === 'loop' ? loop.id : target, { ...fields, wholeLoop: target === 'loop' });
  return loop && { title: loop.title, more: [loop.customer, loop.category].filter(Boolean).join(' · '), desk: loop.desks[0], escalations: loop.escalations, send };
}

const close = () => {
  if (!state.dialog) return;
  const { on, key } = state.dialog;
  update({ dialog: null });
  if (on === 'process') focusCard(key);
  else if (state.open) afterDraw(() => document.getElementById('story')?.focus({ preventScroll: true }));
  else focusRow(key);
};

// A list that is chosen from by arrows keeps Enter to itself, in some browsers.
export function enterSubmits(event) {
  if (event.key !== 'Enter' || event.target.tagName !== 'SELECT') return;
  event.preventDefault();
  event.currentTarget.requestSubmit();
}

async function submit(event) {
  event.preventDefault();
  const { action } = state.dialog;
  const form = new FormData(event.target);
  remember('by', form.get('by'));
  const fields = { action };
  for (const name of ['assignee', 'reason', 'decision', 'comment', 'changeId']) if (form.get(name)) fields[name] = form.get(name);
  if (form.get('until')) fields.until = new Date(form.get('until')).toISOString();
  if (await subjectOf(state.dialog).send(form.get('target'), fields)) close();
}

function Fields({ action }) {
  switch (action) {
    case 'ASSIGN':
      return html`<label>${say('assignee')}<input name="assignee" required maxlength="200" autocomplete="off" autofocus /></label>`;
    case 'SNOOZE':
      return html`<label>${say('until')}<input name="until" type="datetime-local" required value=${tomorrowMorning()} autofocus /></label>`;
    case 'DISMISS':
      return html`<label>${say('reason')}<select name="reason" autofocus>
        ${reasons.map((one) => html`<option value=${one}>${wordFor('reason', one)}</option>`)}</select></label>`;
    case 'DECIDE':
      return html`<label>${say('decision')}<select name="decision" autofocus>
        ${decisions.map((one) => html`<option value=${one}>${wordFor('decision', one)}</option>`)}</select></label>`;
    default:
      return null;
  }
}

const needsText = (action) => action === 'COMMENT' || action === 'DECIDE';

// Some concern the loop as it is; and feedback has no parts.
function Target({ action, escalations }) {
  if (escalations.length === 0 || action === 'RESOLVE' || action === 'COMMENT') return html`<input type="hidden" name="target" value="loop" />`;
  return html`<label>${say('target')}<select name="target">
    <option value="loop">${say('wholeLoop', { n: escalations.length })}</option>
    ${escalations.map((one) => html`<option value=${one.id}>${one.title}</option>`)}</select></label>`;
}

export function ActionDialog() {
  const { action } = state.dialog;
  const subject = subjectOf(state.dialog);
  return html`<${Dialog} label=${wordFor('do', action)} onClose=${close}>
    <form onSubmit=${submit} onKeyDown=${enterSubmits}>
      <h2>${wordFor('do', action)}</h2>
      <p class="said">${subject.title}<br /><small>${subject.more}</small></p>
      ${action === 'RESOLVE' && html`<p>${say('resolveMeans')}</p>`}
      <${Fields} action=${action} />
      <label>${say(action === 'DECIDE' ? 'why' : 'comment')}<textarea name="comment" rows="2" maxlength="1000" required=${needsText(action)} autofocus=${action === 'COMMENT'}></textarea></label>
      ${action === 'DECIDE' && html`<label>${say('changeId.ask')}<input name="changeId" maxlength="200" autocomplete="off" /></label>`}
      <label>${say('by')}<input name="by" value=${recall('by')} placeholder=${subject.desk} maxlength="200" autocomplete="off" /></label>
      <${Target} action=${action} escalations=${subject.escalations} />
      <div class="actions"><button type="submit" class="primary" autofocus=${action === 'ACKNOWLEDGE' || action === 'RESOLVE'}>${wordFor('do', action)} <kbd>Enter</kbd></button>
        <button type="button" onClick=${close}>${say('cancel')} <kbd>Esc</kbd></button></div>
    </form></>`;
}

export function HelpDialog() {
  const hide = () => update({ help: false });
  const toggle = (event) => {
    remember('shortcuts', event.target.checked ? 'on' : 'off');
    update({ shortcuts: event.target.checked });
  };
  const keys = [['j', 'key.down'], ['k', 'key.up'], ...state.tab === 'loops' ? [['Enter', 'key.open'], ['Esc', 'key.close'], ['n', 'key.fresh'], ['/', 'filter.find']] : [], ...may('raise') ? [['m', 'raise']] : [], ['?', 'key.help']];
  return html`<${Dialog} label=${say('help')} onClose=${hide}>
    <h2>${say('help')}</h2>
    <p>${say(state.tab === 'loops' ? 'help.what' : 'help.process')}</p>
    <dl class="keys">
      ${keys.map(([key, what]) => html`<div key=${key}><dt><kbd>${key}</kbd></dt><dd>${say(what)}</dd></div>`)}
      ${may('act') && actionsOn[state.tab].map(({ name, key }) => html`<div key=${key}><dt><kbd>${key}</kbd></dt><dd>${wordFor('do', name)}</dd></div>`)}
    </dl>
    <label class="check"><input type="checkbox" checked=${state.shortcuts} onChange=${toggle} /> ${say('shortcuts')}</label>
    <div class="actions"><button class="primary" autofocus onClick=${hide}>${say('close')}</button></div></>`;
}
