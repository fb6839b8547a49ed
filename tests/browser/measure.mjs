// Prints how the page bears many open loops; docs/performance.md has what it said.
import { startBrowser, startDemo } from './demo.mjs';
import { openMany, raiseMany, updateMany } from './many.mjs';

const rounds = 5;
const updates = 100;
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const told = (values) => `${Math.round(median(values))} ms, the worst of ${values.length} ${Math.round(Math.max(...values))} ms`;

const demo = await startDemo(0);
const browser = await startBrowser();
try {
  const escalations = await raiseMany(demo, Number(process.argv[2] ?? 5000));
  const opened = [];
  for (let i = 0; i < rounds; ++i) {
    await opened.at(-1)?.context.close();
    opened.push(await openMany(browser, demo));
  }
  const of = (name) => opened.map((one) => one[name]);
  const { drawn, work } = await updateMany(opened.at(-1), demo, escalations, updates);
  console.log(`open escalations  ${escalations.length}`);
  console.log(`first paint       ${told(of('paint'))}`);
  console.log(`first lines       ${told(of('lines'))}; CPU time of the page's thread ${Math.round(median(of('work')))} ms`);
  console.log(`one update        ${told(drawn)}; CPU time ${told(work)}`);
} finally {
  await browser.close();
  await demo.stop();
}
