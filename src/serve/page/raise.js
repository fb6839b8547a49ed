// A case raised by hand: somebody sees that it goes wrong before any rule does.
import { notify, post } from './actions.js';
import { Dialog, enterSubmits } from './dialogs.js';
import { html } from './html.js';
import { afterDraw, recall, remember, state, update } from './state.js';
import { say } from './words.js';

const lineMax = 280;
const whose = ['customerId', 'phone', 'unitId', 'workOrderId'];

// Of the loop that is read, or of none.
export function askWhatIsWrong() {
  update({ raising: { loop: state.loops.get(state.open), from: document.activeElement } });
}

function close() {
  if (!state.raising) return;
  const { from } = state.raising;
  update({ raising: null });
  afterDraw(() => from.focus({ preventScroll: true }));
}

function known(name) {
  return [...new Set([...state.loops.values()].map((loop) => loop[name]).filter(Boolean))].sort();
}

// The browser says which field is meant, in its own words or in these.
function checkWhose(form) {
  const given = whose.some((name) => form.elements[name].value.trim());
  form.elements.customerId.setCustomValidity(given ? '' : say('raise.whose'));
}

async function submit(event) {
  event.preventDefault();
  const fields = Object.fromEntries([...new FormData(event.target)].map(([name, value]) => [name, value.trim()]).filter(([, value]) => value));
  remember('by', fields.by ?? '');
  if (!await post('/api/v1/raised', fields)) return;
  notify(say('raise.sent'));
  close();
}

const Field = ({ name, value, list }) => html`<label>${say(`raise.${name}`)}
  <input name=${name} value=${value} maxlength="200" autocomplete="off" list=${list} /></label>`;
const Known = ({ id, values }) => html`<datalist id=${id}>${values.map((value) => html`<option key=${value} value=${value}></option>`)}</datalist>`;

export function RaiseDialog() {
  const { loop } = state.raising;
  const check = (event) => checkWhose(event.currentTarget);
  return html`<${Dialog} label=${say('raise')} onClose=${close}>
    <form ref=${(form) => form && checkWhose(form)} onInput=${check} onSubmit=${submit} onKeyDown=${enterSubmits}>
      <h2>${say('raise')}</h2>
      <label>${say('raise.line')}<textarea name="line" rows="2" required maxlength=${lineMax} autofocus></textarea></label>
      <fieldset><legend>${say('raise.whose')}</legend>
        <${Field} name="customerId" value=${loop?.customer} list="known-customers" />
        <${Field} name="phone" />
        <${Field} name="unitId" value=${loop?.unit} />
        <${Field} name="workOrderId" /></fieldset>
      <${Field} name="category" value=${loop?.category} list="known-categories" />
      <label>${say('by')}<input name="by" value=${recall('by')} maxlength="200" autocomplete="off" /></label>
      <${Known} id="known-customers" values=${known('customer')} /><${Known} id="known-categories" values=${known('category')} />
      <div class="actions"><button type="submit" class="primary">${say('raise')}</button>
        <button type="button" onClick=${close}>${say('cancel')} <kbd>Esc</kbd></button></div>
    </form></>`;
}
