'use strict';

const byId = id => document.getElementById(id);
const steps = new Map([...document.querySelectorAll('[data-step]')].map(item => [item.dataset.step, item]));
const number = value => value.toLocaleString('en');
const counted = (value, one, many = `${one}s`) => `${number(value)} ${value === 1 ? one : many}`;

let endsAt = null;

function size(bytes) {
  return bytes < 1024 ? counted(bytes, 'byte')
    : bytes < 1024 * 1024 ? `${number(Math.round(bytes / 1024))} KB`
    : `${number(Math.round(bytes / 1024 / 102.4) / 10)} MB`;
}

function time(seconds) {
  const two = value => String(Math.floor(value)).padStart(2, '0');
  return `${two(seconds / 3600)}:${two(seconds / 60 % 60)}:${two(seconds % 60)}`;
}

const pause = millis => new Promise(resolve => setTimeout(resolve, millis));

/** The answer's JSON; an error's text where there is one. */
async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Error('The shop does not answer. Is it still running?');
  }
  const answer = await response.json().catch(() => ({ error: `The shop answered ${response.status}.` }));
  if (!response.ok) {
    throw new Error(answer.error);
  }
  return answer;
}

function show(state) {
  const sum = of => state.values.reduce((total, value) => total + of(value), 0);
  byId('cookie').textContent = state.cookie.bytes ? counted(state.cookie.bytes, 'byte') : 'none';
  byId('cookie-name').textContent = state.cookie.bytes ? state.cookie.name : 'set by the first step';
  byId('stored').textContent = size(sum(value => value.storedBytes));
  byId('stored-values').textContent = state.values.length === 0 ? 'nothing'
    : `${counted(state.values.length, 'value')}, ${size(sum(value => value.bytes))} as JSON`;
  byId('store').textContent = state.store;
  byId('instance').textContent = `answered by instance ${state.instance}`;
  endsAt = state.live ? inSeconds(state.secondsLeft) : null;
  showMove(state.store, state.move);
  showSteps(state);
  showValues(state.values);
  showTimeLeft();
  showCollections(state.collections);
}

const inSeconds = seconds => Date.now() + seconds * 1000;
const timeUntil = end => time(Math.max(0, (end - Date.now()) / 1000));

/** Of the session, and of each value. */
function showTimeLeft() {
  byId('left').textContent = endsAt === null ? '–' : timeUntil(endsAt);
  byId('left-note').textContent = endsAt === null ? 'no session' : `at ${new Date(endsAt).toLocaleTimeString()}`;
  document.querySelectorAll('[data-ends-at]').forEach(cell => {
    cell.textContent = timeUntil(Number(cell.dataset.endsAt));
  });
}

function showSteps(state) {
  const order = ['fetch', 'classify', 'update', 'download'];
  order.forEach((step, place) => {
    const item = steps.get(step);
    item.classList.toggle('done', place < order.indexOf(state.next));
    item.toggleAttribute('aria-current', false);
  });
  steps.get(state.next).setAttribute('aria-current', 'step');
  byId('download').hidden = state.next !== 'download';
}

function element(name, text, className = '') {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}

function showValues(values) {
  byId('values').replaceChildren(...values.map(value => {
    const row = document.createElement('tr');
    const name = element('th', value.name);
    name.scope = 'row';
    if (value.problem) {
      row.append(name, Object.assign(element('td', value.problem, 'problem'), { colSpan: 4 }));
      return row;
    }
    const left = element('td', '');
    left.dataset.endsAt = inSeconds(value.secondsLeft);
    row.append(name, ...[number(value.items), size(value.bytes), size(value.storedBytes)].map(text => element('td', text)), left);
    return row;
  }));
  byId('no-values').hidden = values.length > 0;
}

function showCollections(collections) {
  const entries = Object.entries(collections).sort((a, b) => b[1] - a[1]);
  byId('collections').replaceChildren(...entries.map(([name, products]) => {
    const item = document.createElement('li');
    item.append(element('span', name), element('span', number(products)));
    return item;
  }));
  byId('no-collections').hidden = entries.length > 0;
}

async function refresh() {
  try {
    show(await ask('/state'));
    byId('page-error').hidden = true;
  } catch (error) {
    byId('page-error').textContent = error.message;
    byId('page-error').hidden = false;
  }
}

const results = {
  fetch: answer => `${counted(answer.products, 'product')} fetched.`,
  classify: answer => `${counted(answer.products, 'product')} classified in ${counted(answer.batches, 'batch', 'batches')}.`,
  update: answer => `${counted(answer.products, 'product')} updated.`,
  end: answer => answer.ended ? 'Ended.' : 'There was no session.',
};

/** Shows how far the step has come, as the session tells whichever instance is asked, until it is done. */
async function watch(bar, step) {
  let under = true;
  step.finally(() => { under = false; }).catch(() => {});
  bar.removeAttribute('value');
  bar.hidden = false;
  while (under) {
    const progress = await ask('/progress').catch(() => null);
    if (under && progress && progress.total > 0) {
      bar.max = progress.total;
      bar.value = progress.done;
    }
    await pause(150);
  }
}

async function run(name, item) {
  const result = item.querySelector('.result');
  const bar = item.querySelector('progress');
  const buttons = document.querySelectorAll('[data-step] button');
  buttons.forEach(button => { button.disabled = true; });
  clearResults();
  result.textContent = 'Under way…';
  const count = item.querySelector('[name=count]');
  const path = `/${name}${count ? `?count=${encodeURIComponent(count.value.trim())}` : ''}`;
  try {
    const step = ask(path, { method: 'POST' });
    if (bar) {
      watch(bar, step);
    }
    result.textContent = results[name](await step);
    if (bar) {
      bar.value = bar.max;
    }
  } catch (error) {
    result.textContent = error.message;
    result.classList.add('failed');
    if (bar) {
      bar.hidden = true;
    }
  }
  await refresh();
  buttons.forEach(button => { button.disabled = false; });
  item.querySelector('button').focus();
}

const moveTexts = {
  moving: 'Under way…',
  waiting: 'Redis does not answer, or is full. The move goes on by itself when that is over.',
  done: 'Done: the store is Redis. For the next start, set coatcheck.store=redis and coatcheck.redis.url.',
};

const isUnderWay = move => move.state === 'moving' || move.state === 'waiting';
let moveIsWatched = false;

/** The move is the shop's, not this visitor's: whoever began it, all see how far it is. */
function showMove(store, move) {
  byId('move').hidden = store === 'redis' && move.state === 'none';
  if (move.state === 'none') {
    return;
  }
  byId('move').querySelector('button').hidden = true;
  const bar = byId('move').querySelector('progress');
  bar.hidden = false;
  if (move.left === undefined) {
    bar.removeAttribute('value');
  } else {
    bar.max = Math.max(1, move.moved + move.left);
    bar.value = move.state === 'done' ? bar.max : move.moved;
    byId('moved').textContent = `${number(move.moved)} of ${counted(move.moved + move.left, 'session')}`;
  }
  showMoveResult(moveTexts[move.state]);
  if (isUnderWay(move)) {
    watchMove(store);
  }
}

function showMoveResult(text, failed = false) {
  const result = byId('move').querySelector('.result');
  // it is read out where it changes
  if (result.textContent !== text) {
    result.textContent = text;
  }
  result.classList.toggle('failed', failed);
}

async function watchMove(store) {
  if (moveIsWatched) {
    return;
  }
  moveIsWatched = true;
  try {
    let move;
    do {
      await pause(250);
      move = await ask('/move-progress');
      showMove(store, move);
    } while (isUnderWay(move));
  } catch (error) {
    showMoveResult(error.message, true);
  }
  moveIsWatched = false;
  await refresh();
}

async function beginMove(button) {
  button.disabled = true;
  showMoveResult('Under way…');
  try {
    await ask('/move', { method: 'POST' });
  } catch (error) {
    showMoveResult(error.message, true);
  }
  await refresh();
  button.disabled = false;
}

function clearResults() {
  document.querySelectorAll('[data-step] .result').forEach(result => {
    result.textContent = '';
    result.classList.remove('failed');
  });
  document.querySelectorAll('[data-step] progress').forEach(bar => { bar.hidden = true; });
}

document.querySelectorAll('form:not(.card)').forEach(form => form.addEventListener('submit', event => {
  event.preventDefault();
  const item = form.closest('[data-step]');
  run(item.dataset.step, item);
}));

byId('move').addEventListener('submit', event => {
  event.preventDefault();
  beginMove(event.submitter);
});

setInterval(() => {
  if (endsAt !== null) {
    if (Date.now() > endsAt) {
      endsAt = null;
      refresh();
    }
    showTimeLeft();
  }
}, 1000);

refresh();
