// The demonstration as a server of its own, and a browser to look at it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { chromium } from 'playwright-core';

const program = process.env.LOOPBREAKER_PROGRAM;

export const post = (url, path, body) => fetch(new URL(`/api/v1/${path}`, url), {
  method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
});

export async function startDemo(speed, listen = '127.0.0.1:0') {
  const child = spawn(program, ['demo', '--listen', listen, '--speed', String(speed)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  const url = await new Promise((found, failed) => {
    child.once('exit', (code) => failed(new Error(`the demo ended with ${code}`)));
    child.stdout.on('data', (bytes) => {
      text += bytes;
      const address = text.match(/http:\/\/127\.0\.0\.1:\d+\//);
      if (address) found(address[0]);
    });
  });
  const stop = () => new Promise((ended) => {
    child.removeAllListeners('exit');
    child.once('exit', ended);
    child.kill('SIGINT');
  });
  const api = async (path) => (await fetch(new URL(`/api/v1/${path}`, url))).json();
  const setSpeed = (to) => post(url, 'demo/speed', { speed: to });
  return { url, stop, api, setSpeed };
}

// What comes true by itself, in a minute: a busy machine is slow, and not wrong.
export async function until(what, condition) {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    if (await condition()) return;
    await new Promise((later) => setTimeout(later, 50));
  }
  assert.fail(`did not come true: ${what}`);
}

// A small screen, or a large one at 200 %: nobody has to scroll sideways.
export async function assertFits(page, where) {
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(sideways <= 0, where);
}

// In the page, before its own scripts: what comes from the stream can be said to it by the test too.
export function keepHandlers() {
  globalThis.handlers = {};
  const listen = EventSource.prototype.addEventListener;
  EventSource.prototype.addEventListener = function addEventListener(name, handle) {
    globalThis.handlers[name] = handle;
    return listen.call(this, name, handle);
  };
}

// The way to a server, which can be cut and mended.
export async function startRelay(to) {
  const { hostname, port } = new URL(to);
  const sockets = new Set();
  const relay = createServer((client) => {
    const server = connect(port, hostname);
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    }
    client.pipe(server).pipe(client);
  });
  const mend = (at) => new Promise((ready) => { relay.listen(at, '127.0.0.1', ready); });
  await mend(0);
  const { port: own } = relay.address();
  const cut = () => {
    relay.close();
    for (const socket of sockets) socket.destroy();
  };
  return { url: `http://127.0.0.1:${own}/`, cut, mend: () => mend(own) };
}

export async function startBrowser() {
  // Chromium's sandbox does not run as root.
  const args = process.getuid() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath: '/usr/bin/chromium', args });
}

// A page that notes what must not happen; `calm()` says that it did not.
// `before` runs in the page before its own scripts.
export async function openPage(browser, url, options = {}, before = undefined) {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, locale: 'en-GB', timezoneId: 'Europe/Amsterdam', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);  // a busy machine is slow, and not wrong
  if (before) await page.addInitScript(before);
  const troubles = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) troubles.push(message.text());
  });
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('dialog', (dialog) => { troubles.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  context.on('request', (request) => {
    if (new URL(request.url()).origin !== new URL(url).origin) troubles.push(`request to ${request.url()}`);
  });
  await page.goto(url);
  await page.waitForSelector('header h1');
  return { page, context, calm: () => assert.deepEqual(troubles, []) };
}
