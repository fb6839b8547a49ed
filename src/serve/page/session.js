// Who reads, and what the server lets them do. What one may not do is not offered; it is the server that refuses.
import { loadWhole, state, update } from './state.js';

export const may = (role) => state.roles.has(role);

export async function loadSession() {
  try {
    const answer = await fetch('/api/v1/session');
    if (answer.status === 401) return update({ connection: 'signedOut' });
    if (!answer.ok) return;
    const { user, roles } = await answer.json();
    update({ user, roles: new Set(roles) });
    loadWhole();  // the stream may have come first
  } catch { /* the banner says that the connection is lost */ }
}
