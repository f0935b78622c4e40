// Headless Chromium on a function URL whose function is an ASP.NET Core application, and on it from another origin: node web.mjs SITE OTHER CHROMIUM. Prints what was seen, as JSON.
import { chromium } from 'playwright-core';

const [site, other, executablePath] = process.argv.slice(2);
const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const browser = await chromium.launch({ executablePath, args });
const context = await browser.newContext();
const page = await context.newPage();
const seen = { statuses: [] };
page.on('response', response => seen.statuses.push(`${response.request().method()} ${new URL(response.url()).pathname} ${response.status()}`));

await page.goto(site);
seen.first = await page.innerText('h1');
seen.picture = await page.$eval('img', image => [image.complete, image.naturalWidth, image.naturalHeight].join(' '));
await page.fill('[name=name]', 'Zoë & <b>');
await page.fill('[name=note]', 'a;b');
await Promise.all([page.waitForURL(site), page.click('button')]);
await page.waitForSelector('text=Zoë');
seen.second = await page.innerText('h1');
seen.cookies = (await context.cookies()).map(cookie => `${cookie.name}=${decodeURIComponent(cookie.value)} ${cookie.httpOnly}`).sort();
seen.json = await page.evaluate(async () => (await fetch('/orders/a%20b?quantity=3&quantity=')).text());
seen.bytes = await page.evaluate(async () => [...new Uint8Array(await (await fetch('/bytes', { method: 'POST', body: new Uint8Array([0, 255, 128, 10]) })).arrayBuffer())].join(' '));
seen.lost = await page.evaluate(async () => (await fetch('/nowhere')).status);

// Another port is another origin: a PUT with JSON is asked for first.
await page.goto(other);
const put = (url, headers) => page.evaluate(async ([url, headers]) => {
  try {
    const answer = await fetch(url, { method: 'PUT', headers, body: '{"left":3}' });
    return `${answer.status} ${await answer.text()} ${answer.headers.get('x-answered')} ${answer.headers.get('x-amzn-requestid')}`;
  } catch (fault) {
    return fault.name;
  }
}, [url, headers]);
seen.allowed = await put(`${site}stock`, { 'Content-Type': 'application/json', 'X-Asked': 'yes' });
seen.refused = await put(`${site}stock`, { 'Content-Type': 'application/json', 'X-Other': 'no' });

await browser.close();
console.log(JSON.stringify(seen));
