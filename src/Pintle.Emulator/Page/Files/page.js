// What comes from functions is only ever set as text, never as markup.
import { drawComparison, drawLanes, element, milliseconds } from './timeline.js';

const maxInvocations = 500;
const maxLines = 3000;
const maxEnvironments = 300;
const at = id => document.getElementById(id);
const invocations = new Map();
const environments = new Map();
const functions = new Map();
const links = new Map();
let chosen;
let awaited;
let drawing;
let sending = false;

const clock = time => new Date(time).toLocaleTimeString(undefined, { hour12: false }) + '.' + String(time % 1000).padStart(3, '0');

function pretty(text) {
  try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
}

function draw() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    drawLanes(at('lanes'), at('count'), environments.values());
    drawComparison(at('compare'), at('function').value, [...invocations.values()]);
    drawHistory();
  });
}

function drawHistory() {
  const focused = document.activeElement?.dataset?.request;
  const rows = [...invocations.values()].reverse().slice(0, 200).map(each => {
    const button = element('button');
    button.type = 'button';
    button.dataset.request = each.requestId;
    button.setAttribute('aria-current', String(each.requestId === chosen));
    const start = each.status ? (each.initMs === undefined ? 'warm' : 'cold') : '';
    button.append(element('i', each.status ?? ''), element('span', 'time', clock(each.at)), element('span', 'name', each.errorType ? `${each.function} · ${each.errorType}` : each.function),
      element('span', 'start', start), element('span', 'took', each.status ? milliseconds(each.durationMs) : 'running'));
    button.addEventListener('click', () => show(each.requestId));
    const row = element('li');
    row.append(button);
    return row;
  });
  at('history').replaceChildren(...(rows.length ? rows : [element('li', 'empty', 'No invocation yet.')]));
  if (focused) [...at('history').querySelectorAll('button')].find(each => each.dataset.request === focused)?.focus({ preventScroll: true });
}

function edit(invocation) {
  at('function').value = invocation.function;
  at('event').value = pretty(invocation.event);
  describe();
  draw();
  at('event').focus();
}

function show(requestId) {
  chosen = requestId;
  at('edit').hidden = false;
  const each = invocations.get(requestId);
  const state = each.status ?? 'running';
  at('status').textContent = state === 'success' ? 'success' : state === 'timeout' ? 'timed out' : state === 'error' ? 'function error' : state === 'throttled' ? 'throttled' : 'running';
  at('status').className = `pill ${state}`;
  const figures = each.status ? [['Duration', milliseconds(each.durationMs)], ['Init', each.initMs === undefined ? 'warm' : milliseconds(each.initMs)],
    ['Max memory', each.memory ? `${Math.ceil(each.memory / 1048576)} MB` : '–'], ['Environment', environments.has(each.lane) ? `#${environments.get(each.lane).number}` : '–']] : [];
  at('figures').replaceChildren(...figures.map(([name, value]) => {
    const box = element('div');
    box.append(element('dt', '', name), element('dd', '', value));
    return box;
  }));
  showFailure(each);
  at('payload').textContent = each.status ? (pretty(each.payload) || '(an empty response)') + (each.payloadBytes ? `\n… ${each.payloadBytes} bytes in all` : '') : '…';
  at('report').textContent = each.report?.replaceAll('\t', '   ') ?? '';
  draw();
}

function showFailure(each) {
  at('failure').hidden = !each.status || each.status === 'success';
  if (at('failure').hidden) return;
  let error = {};
  try { error = JSON.parse(each.payload) ?? {}; } catch { /* Not every error is JSON. */ }
  at('failure-type').textContent = each.errorType ?? 'error';
  at('failure-message').textContent = String(error.errorMessage ?? '');
  const frames = Array.isArray(error.stackTrace) ? error.stackTrace : [];
  at('failure-stack').replaceChildren(...frames.map(frame => element('li', '', String(frame))));
}

const happens = {
  environment(event) {
    const environment = environments.get(event.environment) ?? { function: event.function, number: event.number, phases: [], ended: 0 };
    environments.set(event.environment, environment);
    if (environment.initMs === undefined && event.initMs !== undefined) environment.phases.push({ kind: event.state === 'exited' ? 'failed' : 'init', ms: event.initMs });
    Object.assign(environment, { state: event.state, pid: event.pid, initMs: event.initMs, why: event.why });
    if (event.requestId && invocations.has(event.requestId)) invocations.get(event.requestId).lane = event.environment;
    if (environments.size > maxEnvironments) environments.delete([...environments].find(([, each]) => each.state === 'exited')?.[0]);
  },
  invocation(event) {
    invocations.set(event.requestId, event);
    if (invocations.size > maxInvocations) invocations.delete(invocations.keys().next().value);
    if (event.requestId === awaited) show(awaited);
  },
  'invocation-end'(event) {
    const begun = invocations.get(event.requestId);
    if (!begun) return;
    Object.assign(begun, event, { kind: begun.kind, at: begun.at });
    const environment = environments.get(begun.lane);
    if (environment) {
      environment.ended++;
      environment.phases.push({ kind: event.status !== 'success' ? 'failed' : event.initMs === undefined ? 'warm' : 'cold', ms: event.durationMs });
      if (environment.phases.length > 60) environment.phases.splice(1, 1);
    }
    if (event.requestId === awaited || event.requestId === chosen || !chosen) show(event.requestId);
  },
  function(event) {
    const each = functions.get(event.function);
    if (!each) return;
    each.unserved = event.unserved;
    drawFunctions();
    describe();
  },
  line(event) {
    const row = element('div', event.channel);
    row.append(element('time', '', clock(event.time)), element('span', 'of', event.function), element('span', 'text', event.text));
    row.classList.toggle('hidden', !matches(row));
    const lines = at('lines');
    lines.append(row);
    while (lines.childElementCount > maxLines) lines.firstElementChild.remove();
    if (at('follow').checked) lines.scrollTop = lines.scrollHeight;
  },
};

const matches = row => row.textContent.toLowerCase().includes(at('filter').value.toLowerCase());

function describe() {
  const each = functions.get(at('function').value);
  const handler = element('code', '', each?.handler ?? '');
  at('about').replaceChildren(handler, document.createTextNode(each ? `  ·  ${each.memory} MB  ·  ${each.timeout} s` : ''));
  if (at('unserved').textContent !== (each?.unserved ?? '')) at('unserved').textContent = each?.unserved ?? '';
  if (each?.unserved) problem('');
  at('send').disabled = sending || Boolean(each?.unserved);
  if (!chosen) at('payload').textContent = each?.unserved ? `${each.name} is not served, so nothing can be sent to it.` : 'Send an event to see what the function answers.';
}

// An address is a link while any function behind it is served.
function drawFunctions() {
  for (const option of at('function').options) option.textContent = functions.get(option.value).unserved ? `${option.value} (not served)` : option.value;
  for (const anchor of at('links').children) {
    const link = links.get(anchor);
    const isServed = link.functions.some(name => !functions.get(name)?.unserved);
    if (isServed) anchor.href = link.url; else anchor.removeAttribute('href');
    anchor.role = 'link';
    anchor.ariaDisabled = String(!isServed);
    anchor.title = isServed ? link.url : `${link.url}: not served`;
    anchor.querySelector('small').textContent = isServed ? link.what : `${link.what}, not served`;
  }
}

function problem(text) {
  at('problem').textContent = text;
  at('event').setAttribute('aria-invalid', String(text.length > 0));
}

async function send() {
  if (at('send').disabled) return;
  const text = at('event').value.trim() || '{}';
  try { JSON.parse(text); } catch (fault) { problem(`Not JSON: ${fault.message}`); return; }
  problem('');
  sending = true;
  describe();
  try {
    const answer = await fetch(`/_pintle/invoke/${encodeURIComponent(at('function').value)}`, { method: 'POST', headers: { 'X-Pintle-Page': '1' }, body: text });
    awaited = answer.headers.get('x-amzn-RequestId');
    if (!answer.ok) problem((await answer.json()).message ?? `The server answered ${answer.status}.`);
    else if (invocations.has(awaited)) show(awaited);
  } catch {
    problem('The server is gone. Start pintle serve again.');
  } finally {
    sending = false;
    describe();
  }
}

function format() {
  try { at('event').value = JSON.stringify(JSON.parse(at('event').value), null, 2); problem(''); } catch (fault) { problem(`Not JSON: ${fault.message}`); }
}

async function start() {
  const { functions: all, links: addresses, samples } = await (await fetch('/_pintle/functions')).json();
  for (const each of all) functions.set(each.name, each);
  at('function').append(...all.map(each => new Option(each.name, each.name)));
  at('sample').append(...samples.map(name => new Option(name, name)));
  at('links').append(...addresses.map(link => {
    const anchor = element('a', '', `${link.name} `);
    anchor.append(element('small'));
    Object.assign(anchor, { target: '_blank', rel: 'noopener noreferrer' });
    links.set(anchor, link);
    return anchor;
  }));
  at('function').value = (all.find(each => !each.unserved) ?? all[0]).name;
  drawFunctions();
  describe();
  draw();

  const source = new EventSource('/_pintle/activity');
  source.addEventListener('open', () => { at('live').textContent = 'live'; at('live').classList.add('on'); });
  source.addEventListener('error', () => { at('live').textContent = 'disconnected'; at('live').classList.remove('on'); });
  source.addEventListener('message', message => {
    const event = JSON.parse(message.data);
    happens[event.kind]?.(event);
    if (event.kind !== 'line') draw();
  });
}

at('edit').addEventListener('click', () => edit(invocations.get(chosen)));
at('send').addEventListener('click', send);
at('format').addEventListener('click', format);
at('function').addEventListener('change', () => { describe(); draw(); });
at('event').addEventListener('input', () => problem(''));
document.addEventListener('keydown', key => { if (key.key === 'Enter' && (key.ctrlKey || key.metaKey)) { key.preventDefault(); void send(); } });
at('sample').addEventListener('change', async () => {
  if (at('sample').value) at('event').value = await (await fetch(`/_pintle/samples/${encodeURIComponent(at('sample').value)}`)).text();
  problem('');
});
at('filter').addEventListener('input', () => { for (const row of at('lines').children) row.classList.toggle('hidden', !matches(row)); });
at('clear').addEventListener('click', () => at('lines').replaceChildren());
at('theme').addEventListener('click', () => {
  const dark = document.documentElement.dataset.theme ? document.documentElement.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset.theme = dark ? 'light' : 'dark';
});
void start();
