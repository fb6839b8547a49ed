// Many open loops, raised by hand on a demonstration that stands still: server, engine and stream are the real ones.
import { openPage, post } from './demo.mjs';

const atOnce = 50;
const categories = ['plumbing/leak', 'heating/no-heat', 'rent/payment', 'doors/lock', 'neighbours/noise'];

// A bad day of a large landlord. The escalations.
export async function raiseMany(demo, count) {
  const raise = async (n) => {
    const answer = await post(demo.url, 'raised', {
      line: `The third visit was in vain, and nobody called back about number ${n}.`,
      customerId: `many-${n}`, category: categories[n % categories.length], by: 'front-office',
    });
    if (answer.status !== 202) throw new Error(await answer.text());
  };
  for (let i = 0; i < count; i += atOnce) {
    await Promise.all(Array.from({ length: Math.min(atOnce, count - i) }, (_, j) => raise(i + j)));
  }
  for (;;) {
    const { escalations } = await demo.api('escalations?state=OPENED&state=UPDATED');
    if (escalations.length >= count) return escalations;
    await new Promise((later) => setTimeout(later, 50));
  }
}

// In the page, before its own scripts: from the moment that a revision is there to the frame after it is drawn.
function watchUpdates() {
  globalThis.updateTimes = [];
  const listen = EventSource.prototype.addEventListener;
  EventSource.prototype.addEventListener = function addEventListener(name, handle) {
    return listen.call(this, name, (event) => {
      const began = performance.now();
      handle(event);
      if (name === 'escalation') requestAnimationFrame(() => setTimeout(() => globalThis.updateTimes.push(performance.now() - began)));
    });
  };
}

// In the page: when there was something to see, and when the lines were there; milliseconds since the address was opened.
function timesOfOpening() {
  const paint = performance.getEntriesByName('first-contentful-paint')[0].startTime;
  return new Promise((drawn) => {
    requestAnimationFrame(() => setTimeout(() => drawn({ paint, lines: performance.now() })));
  });
}

// How much the page's thread has worked, in milliseconds, whoever else has the machine.
async function startClock(page) {
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await client.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration').value * 1e3;
  };
}

// Opens the page on so many escalations: {page, context, paint, lines, work}.
export async function openMany(browser, demo) {
  const opened = await openPage(browser, demo.url, {}, watchUpdates);
  await opened.page.waitForSelector('.row');
  const work = await startClock(opened.page);
  await opened.page.reload();  // the first time, Chromium itself warms up
  await opened.page.waitForSelector('.row');
  return { ...opened, ...await opened.page.evaluate(timesOfOpening), clock: work, work: await work() };
}

// Somebody assigns `count` of them, one after the other: {drawn: milliseconds of each, work: CPU time of each}.
export async function updateMany({ page, clock }, demo, escalations, count) {
  const work = [];
  for (let i = 0; i < count; ++i) {
    const before = await clock();
    const { id } = escalations[(i * 7919) % escalations.length];
    await post(demo.url, `escalations/${encodeURIComponent(id)}/actions`, { action: 'ASSIGN', assignee: `Ada ${i}` });
    await page.waitForFunction((heard) => globalThis.updateTimes.length >= heard, i + 1);
    work.push(await clock() - before);
  }
  return { drawn: await page.evaluate(() => globalThis.updateTimes), work };
}
