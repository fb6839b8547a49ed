// Draws docs/page.png, the README's picture: a day before the plumber's third visit.
import { openPage, post, startBrowser, startDemo } from './demo.mjs';

const day = '2026-02-23T09:00:00Z';
const customer = 'tenant-1042';

const demo = await startDemo(2);
const browser = await startBrowser();
try {
  const { page } = await openPage(browser, demo.url, { viewport: { width: 1240, height: 860 } });
  await page.waitForFunction((at) => document.querySelector('.clock time')?.dateTime >= at, day, { timeout: 150_000 });
  await demo.setSpeed(0);
  await page.reload();  // for whoever comes now nothing is news
  const row = page.locator('.row', { hasText: customer });
  const { escalations } = await demo.api(`escalations?customer=${customer}&state=OPENED&state=UPDATED`);
  await post(demo.url, `escalations/${encodeURIComponent(escalations[0].id)}/actions`,
    { action: 'COMMENT', comment: 'The valve lies ready at the depot. Who decides about the wall?', by: 'planning' });
  await row.click();
  await page.locator('#story .timeline .ours').waitFor();
  await page.locator('#story').evaluate((story) => story.blur());
  await page.screenshot({ path: process.argv[2] });
} finally {
  await browser.close();
  await demo.stop();
}
