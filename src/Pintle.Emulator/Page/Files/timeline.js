// One lane for each environment: its phases one after another at one scale for all lanes, so that warm and cold can be compared by eye.
const svgNs = 'http://www.w3.org/2000/svg';
const width = 1000;
const gap = 4;
const least = 3;
const maxLanes = 100;

export const milliseconds = value => value === undefined ? '' : value >= 1000 ? `${(value / 1000).toFixed(2)} s` : `${value.toFixed(value < 10 ? 2 : 1)} ms`;

const invocations = count => count === 1 ? '1 invocation' : `${count} invocations`;

export function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function shape(name, attributes, title) {
  const made = document.createElementNS(svgNs, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (title) {
    const text = document.createElementNS(svgNs, 'title');
    text.textContent = title;
    made.append(text);
  }
  return made;
}

function lane(environment, scale) {
  const box = element('div', 'lane');
  box.setAttribute('role', 'listitem');
  const who = element('div', 'who');
  who.append(element('b', '', `${environment.function} #${environment.number}`), element('span', '', environment.pid ? `pid ${environment.pid}` : ''), element('span', '', invocations(environment.ended)));
  who.append(element('span', `state ${environment.state}`, environment.why ? `exited: ${environment.why}` : environment.state));
  const picture = shape('svg', { viewBox: `0 0 ${width} 22`, preserveAspectRatio: 'none', role: 'img', 'aria-label': environment.phases.map(each => `${each.kind} ${milliseconds(each.ms)}`).join(', ') || 'no phases yet' });
  let x = 0;
  for (const phase of environment.phases) {
    const wide = Math.max(least, phase.ms * scale);
    picture.append(shape('rect', { class: phase.kind, x, y: 3, width: wide, height: 16, rx: 2 }, `${phase.kind} ${milliseconds(phase.ms)}`));
    x += wide + gap;
  }
  box.append(who, picture);
  return box;
}

const states = ['initializing', 'busy', 'ready', 'frozen', 'exited'];

export function drawLanes(target, count, environments) {
  const all = [...environments].reverse();
  const shown = [...all.filter(each => each.state !== 'exited'), ...all.filter(each => each.state === 'exited')].slice(0, maxLanes);
  count.textContent = states.map(state => [all.filter(each => each.state === state).length, state]).filter(([number]) => number).map(([number, state]) => `${number} ${state}`).join(' · ');
  const room = environment => Math.max(0, width - environment.phases.length * (gap + least));
  const scale = Math.min(...shown.map(each => room(each) / Math.max(1, each.phases.reduce((sum, phase) => sum + phase.ms, 0))), 10);
  target.replaceChildren(...(shown.length ? shown.map(each => lane(each, scale)) : [element('p', 'empty', 'No environment has started.')]));
}

// Of an even number of values, the one half-way between the two in the middle.
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function figure(title, kind, values, longest) {
  const box = element('div');
  const middle = values.length ? median(values) : undefined;
  box.append(element('span', '', title), document.createElement('br'), element('b', '', middle === undefined ? '–' : milliseconds(middle)), element('span', '', values.length ? `  median of ${values.length}` : '  none yet'));
  const bar = shape('svg', { viewBox: '0 0 100 8', preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  if (middle !== undefined) bar.append(shape('rect', { class: kind, x: 0, y: 0, width: Math.max(.6, 100 * middle / longest), height: 8 }));
  box.append(bar);
  return box;
}

// Of one function only: what another one takes says nothing about this one.
export function drawComparison(target, name, invocations) {
  const done = invocations.filter(each => each.status === 'success' && each.function === name);
  const cold = done.filter(each => each.initMs !== undefined).map(each => each.initMs + each.durationMs);
  const warm = done.filter(each => each.initMs === undefined).map(each => each.durationMs);
  const longest = Math.max(cold.length ? median(cold) : 0, warm.length ? median(warm) : 0, .001);
  target.replaceChildren(figure(`${name} cold: init and first invocation`, 'cold', cold, longest), figure(`${name} warm`, 'warm', warm, longest));
}
