// The dossier of whose loop is read: all that happened, promises, and who waits. Not everybody may see it, and not
// everybody has one; then the story has what the escalations know.
import { may } from './session.js';
import { state, update } from './state.js';

let asking = null;   // customer
let again = false;   // it has changed since that was asked

export async function loadDossier() {
  const customer = state.loops.get(state.open)?.customer;
  if (!customer || !may('see-names')) return;
  if (asking === customer) {
    again = true;
    return;
  }
  asking = customer;
  again = false;
  try {
    const answer = await fetch(`/api/v1/customers/${encodeURIComponent(customer)}/dossier`);
    const dossier = answer.ok ? await answer.json() : null;
    if (state.loops.get(state.open)?.customer === customer) update({ dossier });
  } catch { /* the banner says that the connection is lost */ }
  if (asking !== customer) return;
  asking = null;
  if (again) loadDossier();
}

export function dossierChanged(customer) {
  if (customer && state.loops.get(state.open)?.customer === customer) loadDossier();
}

// Of the loop that is read: what the dossier has of it, and the promises about it. Empty: it has nothing.
export function dossierOf(loop) {
  const dossier = state.dossier?.customerId === loop.customer ? state.dossier : null;
  const open = dossier?.openLoops?.find(({ loopId }) => loopId === loop.key);
  const since = open?.openedAt ?? loop.openedAt;
  return {
    known: Boolean(open),
    happened: [...open?.timeline ?? [], ...(dossier?.around ?? []).filter(({ time }) => time >= since)],
    earlier: Number(open?.earlier ?? 0),
    waitsSince: open?.waitsSince,
    promises: (dossier?.promises ?? []).filter(({ loopId }) => loopId === loop.key),
  };
}
