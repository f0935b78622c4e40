// Headless Chromium on the page of pintle serve with a function that does not compile: node unserved.mjs ADDRESS SCREENSHOTS CHROMIUM SOURCE MENDED. Puts MENDED in the place of SOURCE in between. Prints what was seen, as JSON.
import { copyFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const [address, screenshots, executablePath, source, mended] = process.argv.slice(2);
const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const browser = await chromium.launch({ executablePath, args });
const page = await browser.newPage({ viewport: { width: 1280, height: 1000 }, colorScheme: 'light' });
const seen = { problems: [], sent: [] };
page.on('console', message => { if (message.type() === 'error' || message.type() === 'warning') seen.problems.push(message.text()); });
page.on('pageerror', fault => seen.problems.push(String(fault)));
page.on('request', request => { if (request.method() === 'POST') seen.sent.push(new URL(request.url()).pathname); });

const look = () => page.evaluate(() => ({
  chosen: document.getElementById('function').value,
  functions: [...document.getElementById('function').options].map(each => each.text),
  links: [...document.querySelectorAll('#links a')].map(each => [each.innerText.replace(/\s+/g, ' '), each.getAttribute('href') !== null]),
  unserved: document.getElementById('unserved').innerText,
  canSend: !document.getElementById('send').disabled,
  lanes: [...document.querySelectorAll('.lane')].map(each => `${each.querySelector('b').innerText} ${each.querySelector('.state').classList[1]}`),
  payload: document.getElementById('payload').innerText,
}));

await page.goto(`${address}/`);
await page.waitForSelector('#live.on');
seen.first = await look();
await page.selectOption('#function', 'Broken');
seen.broken = await look();
await page.press('#event', 'Control+Enter');
seen.afterKeys = [...seen.sent];

seen.failing = await page.locator('.lane', { hasText: 'Failing #1' }).innerText();
seen.sizes = [];
for (const width of [320, 768, 1280]) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 1000 });
    seen.sizes.push(await page.evaluate(() => ({
      width: innerWidth,
      overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      out: [...document.querySelectorAll('body *')].filter(each => each.getBoundingClientRect().right > innerWidth + 1 && each.className !== 'skip').map(each => each.id || each.className || each.tagName).slice(0, 5),
    })));
    await page.screenshot({ path: `${screenshots}/unserved-${colorScheme}-${width}.png`, fullPage: true });
  }
}

copyFileSync(mended, source);
await page.waitForFunction(() => !document.getElementById('send').disabled, null, { timeout: 600000 });
// Its environment is told of by an event of its own.
await page.locator('.lane', { hasText: 'Broken #1' }).locator('.state.ready').waitFor({ timeout: 600000 });
seen.mended = await look();
await page.press('#event', 'Control+Enter');
await page.waitForFunction(() => document.getElementById('status').classList.contains('success'), null, { timeout: 60000 });
seen.answer = await page.locator('#payload').innerText();
await page.screenshot({ path: `${screenshots}/unserved-mended.png`, fullPage: true });
await browser.close();
console.log(JSON.stringify(seen));
