// Headless Chromium on the page of pintle serve: node page.mjs ADDRESS SCREENSHOTS CHROMIUM. Prints what was seen, as JSON.
import { chromium } from 'playwright-core';

const [address, screenshots, executablePath] = process.argv.slice(2);
const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const browser = await chromium.launch({ executablePath, args });
const page = await browser.newPage({ viewport: { width: 1440, height: 1180 }, colorScheme: 'light' });
const seen = { problems: [], foreign: [] };
page.on('console', message => { if (message.type() === 'error' || message.type() === 'warning') seen.problems.push(message.text()); });
page.on('pageerror', fault => seen.problems.push(String(fault)));
page.on('request', request => { if (!request.url().startsWith(address)) seen.foreign.push(request.url()); });

const text = id => page.locator(`#${id}`).innerText();
async function send(name, event, state) {
  await page.selectOption('#function', name);
  await page.fill('#event', event);
  const before = await page.locator('#history button').count();
  await page.press('#event', 'Control+Enter');
  await page.waitForFunction(([count, kind]) => document.querySelectorAll('#history button').length > count && document.querySelector('#history button i').className === kind && document.getElementById('status').classList.contains(kind), [before, state], { timeout: 20000 });
}

await page.goto(`${address}/`);
await page.waitForSelector('#live.on');
seen.functions = await page.locator('#function option').allInnerTexts();
seen.links = await page.locator('#links a').evaluateAll(all => all.map(each => each.href));

await send('place', '{"id":"a1","quantity":3,"price":9.5}', 'success');
seen.cold = { payload: await text('payload'), figures: await text('figures'), report: await text('report') };
for (let i = 0; i < 6; i++) await send('place', `{"id":"a${i}","quantity":${i},"price":9.5}`, 'success');
seen.warm = { figures: await text('figures'), compare: await text('compare') };

const evil = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';
await send('echo', JSON.stringify({ evil }), 'success');
seen.echo = await text('payload');
await send('log', JSON.stringify(evil), 'success');
await page.waitForFunction(() => document.getElementById('lines').innerText.includes('<img src=x'));
seen.markup = await page.locator('#lines img, #lines script, #payload img, #payload script').count();
seen.hacked = await page.evaluate(() => window.hacked === undefined ? 'no' : 'yes');

await page.selectOption('#sample', 'sqs');
await page.waitForFunction(() => document.getElementById('event').value.includes('eventSourceARN'));
await page.fill('#event', '{"a":');
await page.press('#event', 'Control+Enter');
seen.problem = await text('problem');

await page.evaluate(() => document.activeElement.blur());
seen.tabs = [];
for (let i = 0; i < 30; i++) {
  await page.keyboard.press('Tab');
  seen.tabs.push(await page.evaluate(() => document.activeElement.id || document.activeElement.tagName.toLowerCase()));
}

await page.fill('#filter', 'REPORT');
seen.filtered = await page.locator('#lines > div:not(.hidden)').count();
await page.fill('#filter', '');
await page.selectOption('#sample', 'apigw-v2');
await page.waitForFunction(() => document.getElementById('event').value.includes('rawPath'));
await page.evaluate(() => scrollTo(0, 0));
await page.screenshot({ path: `${screenshots}/local-light.png` });

await send('exit', '3', 'error');
await page.waitForFunction(() => document.getElementById('lanes').innerText.includes('exited: '), null, { timeout: 20000 });
seen.exited = await page.locator('.lane', { hasText: 'exit #1' }).first().innerText();
await send('fail', '{"id":"a1"}', 'error');
seen.failure = await text('failure');
seen.lanes = await page.locator('.lane').allInnerTexts();
seen.phases = await page.locator('.lane rect').evaluateAll(all => all.map(each => each.getAttribute('class')));
await page.emulateMedia({ colorScheme: 'dark' });
await page.evaluate(() => scrollTo(0, 0));
await page.screenshot({ path: `${screenshots}/local-dark.png` });
seen.compare = {};
for (const name of ['place', 'echo', 'fail']) {
  await page.selectOption('#function', name);
  await page.waitForFunction(name => document.getElementById('compare').innerText.startsWith(name), name);
  seen.compare[name] = await text('compare');
}

seen.medians = await page.evaluate(async () => { const { median } = await import('/_pintle/timeline.js'); return [[4], [9, 1], [7, 1, 2], [4, 1, 100, 2]].map(median); });

// A phone, a tablet and a notebook in both themes: nothing sticks out, and the addresses are there.
seen.sizes = [];
for (const width of [320, 480, 768, 1280]) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 1000 });
    seen.sizes.push(await page.evaluate(() => ({
      width: innerWidth,
      overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      links: [...document.querySelectorAll('#links a')].filter(each => each.getBoundingClientRect().width > 0 && each.getBoundingClientRect().left >= 0 && each.getBoundingClientRect().right <= innerWidth).length,
      out: [...document.querySelectorAll('body *')].filter(each => each.getBoundingClientRect().right > innerWidth + 1 && each.className !== 'skip').map(each => each.id || each.className || each.tagName).slice(0, 5),
    })));
    await page.screenshot({ path: `${screenshots}/local-${colorScheme}-${width}.png`, fullPage: true });
  }
}

await page.reload();
await page.waitForFunction(() => document.querySelectorAll('#history button').length > 5);
seen.afterReload = await page.locator('#history button').count();
await browser.close();
console.log(JSON.stringify(seen));
