// Who owns the process decides about it on the page, in a real browser, against the demonstration.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { assertAccessible } from './axe.mjs';
import { assertFits, keepHandlers, openPage, post, startBrowser, startDemo, until } from './demo.mjs';

let browser;
let demo;
let open = [];

before(async () => {
  browser = await startBrowser();
  demo = await startDemo(64);
  await until('three kinds of feedback wait', async () => (await standing()).length >= 3);
  await demo.setSpeed(0);
});
after(async () => {
  await browser.close();
  await demo.stop();
});
afterEach(async () => {
  for (const { context } of open) await context.close();
  open = [];
});

const standing = async () => (await demo.api('feedback')).feedback.filter(({ state }) => state === 'OPENED' || state === 'UPDATED');
const now = async (id) => (await demo.api('feedback')).feedback.find((one) => one.id === id);
const cardOf = (page, id) => page.locator(`.card[data-id=${JSON.stringify(id)}]`);

async function visit(query = '', options = {}) {
  const opened = await openPage(browser, `${demo.url}?tab=process${query}`, options, keepHandlers);
  open.push(opened);
  await opened.page.waitForSelector('.card');
  return opened;
}

// The first card, by keys alone. Its id.
async function focusFirst(page) {
  await page.keyboard.press('j');
  await page.waitForFunction(() => document.activeElement?.classList.contains('card'));
  return page.evaluate(() => document.activeElement.dataset.id);
}

// What the demonstration has none of.
const overload = (one) => ({ ...one, id: 'overload|team=repairs', finding: 'OVERLOAD', title: 'A team cannot keep up', group: { team: 'repairs' }, costCents: 9e9,
  decided: undefined, facts: 40, before: { facts: 31 }, finished: 22, pile: 61, late: 17, exampleLoops: [] });
const workaround = (one) => ({ ...one, id: 'workaround|category=doors', finding: 'WORKAROUND', title: 'Solved outside the process', group: { category: 'doors' }, decided: undefined,
  whatWasDone: ['Bought the <b>lock</b> next door'], comments: ['Why not for all?'] });
const tell = (page, ...all) => page.evaluate((told) => { for (const one of told) globalThis.handlers.feedback({ data: JSON.stringify(one) }); }, all);

test('by keyboard alone it is decided not to do it: the ladder hears of it, and every page', async () => {
  const { page, calm } = await visit();
  const other = await visit('&lang=nl');
  const id = await focusFirst(page);
  await page.keyboard.press('d');
  await page.waitForSelector('dialog[open]');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('dialog textarea:invalid').count(), 1, 'without a reason it is not sent');
  await page.keyboard.type('Too dear <i>now</i>.');
  await page.keyboard.press('Tab');
  await page.keyboard.type('van-stock');
  await page.keyboard.press('Tab');
  await page.keyboard.type('board of repairs');
  await page.keyboard.press('Enter');
  await page.waitForSelector('dialog', { state: 'detached' });
  await until('it is decided', async () => {
    const { decision, why, changeId, by } = (await now(id)).decided ?? {};
    return decision === 'DO_NOT' && why === 'Too dear <i>now</i>.' && changeId === 'van-stock' && by === 'board of repairs';
  });
  await cardOf(page, id).locator('.decision', { hasText: 'Do not do it: decided by board of repairs' }).filter({ hasText: 'Too dear <i>now</i>.' }).waitFor();
  await cardOf(other.page, id).locator('.decision', { hasText: 'Niet doen: besloten door board of repairs' }).filter({ hasText: 'van-stock' }).waitFor();
  await page.waitForFunction((card) => document.activeElement?.dataset.id === card, id);
  for (const one of [{ calm }, other]) one.calm();
});

test('taken on, assigned, put off and commented by keyboard alone; it reaches the stream and comes back', async () => {
  const cases = [
    { key: 'a', fill: async () => {}, done: (one) => one.acknowledgedBy === 'night desk', shows: 'taken on by night desk' },
    { key: 's', fill: (page) => page.keyboard.type('Jo of repairs'), done: (one) => one.assignee === 'Jo of repairs', shows: 'assigned to Jo of repairs' },
    { key: 'z', fill: async () => {}, done: (one) => one.snoozedUntil, shows: 'put off until' },
    { key: 'c', fill: async (page) => { await page.keyboard.type('Ask the fitters.'); await page.keyboard.press('Tab'); }, done: (one) => one.comments?.[0] === 'Ask the fitters.', shows: 'Ask the fitters.' },
  ];
  const { page, calm } = await visit();
  await page.evaluate(() => localStorage.setItem('loopbreaker.by', 'night desk'));
  const id = await focusFirst(page);
  for (const { key, fill, done, shows } of cases) {
    await page.keyboard.press(key);
    await page.waitForSelector('dialog[open]');
    await fill(page);
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog', { state: 'detached' });
    await until(`${key} on ${id}`, async () => done(await now(id)));
    await cardOf(page, id).filter({ hasText: shows }).waitFor();
    await page.waitForFunction((card) => document.activeElement?.dataset.id === card, id);
  }
  calm();
});

test('a card says whose it is, how far up the ladder, and what kind of finding', async () => {
  const { page, calm } = await visit();
  const [one] = await standing();
  await tell(page, { ...overload(one), desk: 'director', level: 2 }, workaround(one));
  const first = cardOf(page, 'overload|team=repairs');
  await first.locator('.kicker', { hasText: 'overload' }).filter({ hasText: 'Owner: director' }).filter({ hasText: 'level 2' }).waitFor();
  for (const [label, value] of [['Came in', '40, 31'], ['Finished', '22'], ['On the pile', '61'], ['Finished too late', '17']]) {
    await first.locator('.facts div', { hasText: label }).filter({ hasText: value }).first().waitFor();
  }
  const second = cardOf(page, 'workaround|category=doors');
  await second.locator('.kicker', { hasText: 'workaround' }).waitFor();
  await second.filter({ hasText: 'Bought the <b>lock</b> next door' }).filter({ hasText: 'Why not for all?' }).waitFor();
  calm();
});

test('nothing jumps under the cursor: a decision, an end and something new wait until nobody looks', async () => {
  const { page, calm } = await visit();
  const ids = () => page.locator('.card').evaluateAll((cards) => cards.map((card) => card.dataset.id));
  const before = await ids();
  const [one] = await standing();
  const last = cardOf(page, before.at(-1));
  await last.locator('h3').hover();
  const top = () => last.evaluate((card) => card.getBoundingClientRect().top);
  const topBefore = await top();
  await tell(page, overload(one), { ...await now(before[1]), state: 'RESOLVED' });
  await cardOf(page, before[1]).filter({ hasText: 'This is over.' }).waitFor();
  assert.deepEqual((await ids()).filter((id) => id !== 'overload|team=repairs'), before);
  assert.ok(Math.abs(await top() - topBefore) < 2, `moved from ${topBefore} to ${await top()}`);
  await page.mouse.move(1, 1);  // the header
  await until('the costliest lies first, what is over is gone', async () =>
    (await ids())[0] === 'overload|team=repairs' && !(await ids()).includes(before[1]));
  calm();
});

test('what was decided before it came back is told, and it waits for a decision again', async () => {
  const { page, calm } = await visit();
  const [one] = await standing();
  await tell(page, { ...overload(one), decided: { decision: 'DO', by: 'director', at: '2020-01-01T00:00:00Z', why: 'A second van.' } });
  const card = cardOf(page, 'overload|team=repairs');
  await card.locator('.decision', { hasText: 'Before it came back: Do it: decided by director' }).waitFor();
  await page.locator('h2', { hasText: 'Needs a decision' }).locator('+ .cards').locator('.card', { hasText: 'A second van.' }).waitFor();
  calm();
});

test('who may only read is offered no decision', async () => {
  const context = await browser.newContext({ locale: 'en-GB' });
  open.push({ context });
  await context.route('**/api/v1/session', (route) => route.fulfill({ contentType: 'application/json', body: JSON.stringify({ user: 'anna', roles: ['read'] }) }));
  const page = await context.newPage();
  await page.goto(`${demo.url}?tab=process`);
  await page.locator('.user', { hasText: 'anna' }).waitFor();
  await page.waitForSelector('.card');
  await focusFirst(page);
  for (const key of ['a', 's', 'z', 'd', 'c']) await page.keyboard.press(key);
  assert.equal(await page.locator('dialog, .card .actions').count(), 0);
});

for (const [language, colorScheme] of [['en', 'light'], ['nl', 'light'], ['nl', 'dark']]) {
  test(`axe finds no violation in cards and their dialogs: ${language}, ${colorScheme}`, async () => {
    const { page } = await visit(`&lang=${language}`, { colorScheme, bypassCSP: true });
    const [one] = await standing();
    await tell(page, { ...overload(one), acknowledgedBy: 'x', level: 1 }, workaround(one),
      { ...workaround(one), id: 'workaround|category=heating', decided: { decision: 'DO', by: 'x', at: one.detectedAt, why: 'y', changeId: 'z' } });
    await page.locator('.decision').first().waitFor();
    await assertAccessible(page, 'cards');
    await focusFirst(page);
    for (const key of ['d', 'c', '?']) {
      await page.keyboard.press(key);
      await page.waitForSelector('dialog[open]');
      await assertAccessible(page, `dialog of ${key}`);
      await page.keyboard.press('Escape');
      await page.waitForSelector('dialog', { state: 'detached' });
    }
  });
}

test('a small screen and 200 % need no scrolling sideways', async () => {
  for (const width of [320, 640]) {
    const { page, calm } = await visit('&lang=nl', { viewport: { width, height: 700 } });
    await assertFits(page, `cards at ${width}`);
    await page.locator('.card button.primary').first().click();
    await page.waitForSelector('dialog[open]');
    await assertFits(page, `dialog at ${width}`);
    calm();
  }
});

test('feedback that nobody knows is said to be unknown', async () => {
  const answer = await post(demo.url, 'feedback/same-part%7Cparts_missing%3Dnone/actions', { action: 'DECIDE', decision: 'DO', comment: 'x' });
  assert.equal(answer.status, 404);
});
