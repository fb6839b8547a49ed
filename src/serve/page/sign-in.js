// Shows the token once, and goes on to where the reader was going.
const dutch = navigator.language.startsWith('nl');
const words = dutch
  ? { unknown: 'Deze toegangscode is niet bekend, of niet meer geldig.', down: 'De server antwoordt niet.' }
  : { unknown: 'This token is not known, or no longer valid.', down: 'The server does not answer.' };
if (dutch) {
  document.documentElement.lang = 'nl';
  for (const element of document.querySelectorAll('[data-nl]')) element.textContent = element.dataset.nl;
}

function goOn() {
  const query = new URLSearchParams(location.search);
  const escalation = query.get('escalation');
  location.replace(escalation ? `/e/${encodeURIComponent(escalation)}` : `/${location.search}`);
}

document.getElementById('form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const said = document.getElementById('said');
  said.textContent = '';
  try {
    const answer = await fetch('/api/v1/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: document.getElementById('token').value.trim() }),
    });
    if (answer.ok) return goOn();
    said.textContent = words.unknown;
  } catch {
    said.textContent = words.down;
  }
  document.getElementById('token').select();
});
