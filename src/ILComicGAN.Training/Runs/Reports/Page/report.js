'use strict';
(() => {
  const POLL_MILLISECONDS = 2000;
  const SVG = 'http://www.w3.org/2000/svg';
  const $ = id => document.getElementById(id);

  // The data: a report carries it, the dashboard's page asks for it.
  const embedded = JSON.parse($('data').textContent);
  const live = embedded === null;
  let run = null;
  let sheets = [];
  let lost = false;

  const CLASSES = ['one', 'two'];

  function element(tag, properties, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  function shape(tag, attributes, ...children) {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  function number(value) {
    if (value === null || value === undefined) return '–';
    const size = Math.abs(value);
    if (size >= 10000) return Math.round(value).toLocaleString('en');
    if (size !== 0 && size < 1e-3) {
      const [mantissa, exponent] = value.toExponential(2).split('e-');
      return `${Number(mantissa)}·10⁻${[...exponent].map(digit => '⁰¹²³⁴⁵⁶⁷⁸⁹'[digit]).join('')}`.replace('-', '−');
    }
    return String(Number(value.toPrecision(4))).replace('-', '−');
  }

  function duration(seconds) {
    if (seconds === undefined || seconds === null) return '–';
    const minutes = Math.round(seconds / 60);
    if (seconds < 100) return `${Math.round(seconds)} s`;
    if (minutes < 100) return `${minutes} min`;
    const hours = Math.floor(minutes / 60);
    return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
  }

  const moment = time => new Date(time).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
  const begun = () => run.journal.findLast(entry => entry.kind === 'begin');
  const last = list => list[list.length - 1];
  const percent = share => `${Math.round(100 * share)} %`;

  // Exponential moving average without the pull towards zero at the begin; gaps stay gaps.
  function smooth(values, weight) {
    let sum = 0;
    let share = 0;
    return values.map(value => {
      if (value === null) return null;
      sum = weight * sum + (1 - weight) * value;
      share = weight * share + (1 - weight);
      return sum / share;
    });
  }

  function quantile(sorted, at) {
    return sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(at * (sorted.length - 1))))];
  }

  function ticks(low, high, count) {
    const rough = (high - low) / count;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map(m => m * power).find(s => s >= rough * 0.999);
    const made = [];
    for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) made.push(i * step);
    return made;
  }

  function logTicks(low, high) {
    const made = [];
    for (let power = Math.floor(low); power <= high; power++) {
      for (const digit of high - low < 2 ? [1, 2, 5] : [1]) {
        const at = power + Math.log10(digit);
        if (at >= low && at <= high) made.push(at);
      }
    }
    return made.length > 1 ? made : ticks(low, high, 3);
  }

  // ---- Charts ----
  const MARGIN = { left: 50, right: 8, top: 8, bottom: 22 };
  let cursor = null;

  function makeChart(spec) {
    const readout = element('output', {});
    const picture = shape('svg', { role: 'img', tabindex: '0' });
    const figure = element('figure', { className: 'card' }, element('figcaption', {}, element('span', { className: 'name', textContent: spec.title }), readout), picture);
    if (spec.note) figure.append(element('p', { className: 'note', textContent: spec.note }));
    $(spec.at).append(figure);
    const chart = { ...spec, figure, readout, picture };
    const track = event => {
      if (!chart.scaleX) return;
      const box = picture.getBoundingClientRect();
      point(nearest(chart.scaleX.back(event.clientX - box.left)));
    };
    picture.addEventListener('pointermove', track);
    picture.addEventListener('pointerdown', track);
    picture.addEventListener('pointerleave', () => point(null));
    picture.addEventListener('blur', () => point(null));
    picture.addEventListener('keydown', event => {
      const move = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 }[event.key];
      if (!move || !run) return;
      event.preventDefault();
      const at = cursor ?? run.steps.length - 1;
      point(Math.min(run.steps.length - 1, Math.max(0, at + move)));
    });
    return chart;
  }

  function nearest(step) {
    const steps = run.steps;
    let [low, high] = [0, steps.length - 1];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (steps[middle] < step) low = middle; else high = middle;
    }
    return steps.length === 0 ? null : step - steps[low] < steps[high] - step ? low : high;
  }

  function point(index) {
    cursor = index;
    for (const chart of charts) drawCursor(chart);
  }

  function drawChart(chart) {
    const { picture, series } = chart;
    picture.replaceChildren();
    chart.scaleX = null;
    const known = series.some(key => run.curves[key]?.some(value => value !== null));
    chart.figure.hidden = !known;
    if (!known) return;
    const width = picture.clientWidth || 330;
    const height = picture.clientHeight || 190;
    const weight = chart.exact ? 0 : Number($('smoothing').value);
    chart.smoothed = series.map(key => smooth(run.curves[key], weight));
    const logarithmic = $('logarithmic').checked && !chart.exact && chart.smoothed.every(values => values.every(value => value === null || value > 0));
    const scale = logarithmic ? Math.log10 : value => value;

    // Spikes are drawn cut off rather than flattening everything else.
    const inner = chart.smoothed.flat().filter(value => value !== null);
    const all = series.flatMap(key => run.curves[key]).filter(value => value !== null && (!logarithmic || value > 0)).sort((a, b) => a - b);
    let low = scale(Math.min(...inner.length < 50000 ? inner : [quantile(all, 0)], quantile(all, 0.02)));
    let high = scale(Math.max(...inner.length < 50000 ? inner : [quantile(all, 1)], quantile(all, 0.98)));
    if (chart.zero) low = Math.min(0, low);
    if (high - low < 1e-12) { high += Math.abs(high) * 0.1 || 1; low -= chart.zero ? 0 : Math.abs(low) * 0.1; }
    const pad = (high - low) * 0.06;
    high += pad;
    low -= chart.zero && low === 0 ? 0 : pad;

    const [from, to] = [Math.min(run.steps[0], run.steps.length > 1 ? Infinity : run.steps[0] - 1), last(run.steps)];
    const x = step => MARGIN.left + (step - from) / (to - from || 1) * (width - MARGIN.left - MARGIN.right);
    const y = value => {
      const at = height - MARGIN.bottom - (scale(value) - low) / (high - low) * (height - MARGIN.top - MARGIN.bottom);
      return Math.min(height - MARGIN.bottom, Math.max(MARGIN.top - 4, at));
    };
    chart.scaleX = { to: x, back: at => from + (at - MARGIN.left) / (width - MARGIN.left - MARGIN.right) * (to - from) };
    chart.scaleY = y;
    picture.setAttribute('viewBox', `0 0 ${width} ${height}`);
    backdrop(picture, x, from, to, height, width);
    for (const tick of logarithmic ? logTicks(low, high) : ticks(low, high, 5)) {
      const at = height - MARGIN.bottom - (tick - low) / (high - low) * (height - MARGIN.top - MARGIN.bottom);
      picture.append(
        shape('line', { class: 'axis', x1: MARGIN.left, x2: width - MARGIN.right, y1: at, y2: at }),
        shape('text', { x: MARGIN.left - 7, y: at + 4, 'text-anchor': 'end' }, number(logarithmic ? 10 ** tick : Number(tick.toPrecision(12)))));
    }
    series.forEach((key, i) => {
      if (weight > 0) picture.append(shape('path', { class: `raw ${CLASSES[i]}`, d: path(run.curves[key], x, y) }));
      picture.append(shape('path', { class: `smooth ${CLASSES[i]}`, d: path(chart.smoothed[i], x, y) }));
    });
    chart.marks = shape('g', {});
    picture.append(chart.marks);
    const first = chart.smoothed.map(values => values.find(value => value !== null));
    picture.setAttribute('aria-label', series.map((key, i) =>
      `${chart.title}${chart.names ? ', ' + chart.names[i] : ''}: from ${number(first[i])} to ${number(lastKnown(chart.smoothed[i]))} over steps ${from} to ${to}`).join('; '));
    drawCursor(chart);
  }

  // What all pictures with steps along them have: the start phase, where the run was resumed, and the axis.
  function backdrop(picture, x, from, to, height, width) {
    if (run.startSteps > from) {
      const end = x(Math.min(run.startSteps, to));
      picture.append(shape('rect', { class: 'phase', x: x(from), y: MARGIN.top, width: end - x(from), height: height - MARGIN.top - MARGIN.bottom }, shape('title', {}, 'start phase')));
    }
    for (const entry of run.journal) {
      if (entry.kind === 'begin' && entry.step > from && entry.step < to) {
        picture.append(shape('line', { class: 'resumed', x1: x(entry.step), x2: x(entry.step), y1: MARGIN.top, y2: height - MARGIN.bottom }, shape('title', {}, `resumed after step ${entry.step}`)));
      }
    }
    for (const tick of ticks(from, to, Math.max(2, Math.floor(width / 70))).filter(Number.isInteger)) {
      picture.append(shape('text', { x: Math.min(x(tick), width - 14), y: height - 5, 'text-anchor': 'middle' }, tick.toLocaleString('en')));
    }
  }

  function path(values, x, y) {
    let text = '';
    let pen = false;
    values.forEach((value, i) => {
      if (value === null) { pen = false; return; }
      text += `${pen ? 'L' : 'M'}${x(run.steps[i]).toFixed(1)} ${y(value).toFixed(1)}`;
      // A point between gaps is a line of no length, which round ends make visible.
      if (!pen && (values[i + 1] ?? null) === null) text += 'h0';
      pen = true;
    });
    return text;
  }

  function lastKnown(values) {
    for (let i = values.length - 1; i >= 0; i--) if (values[i] !== null) return values[i];
    return null;
  }

  function drawCursor(chart) {
    if (!chart.scaleX) return;
    chart.marks.replaceChildren();
    chart.readout.replaceChildren();
    const at = cursor;
    if (at !== null) {
      chart.readout.append(`step ${run.steps[at].toLocaleString('en')} `);
      const x = chart.scaleX.to(run.steps[at]);
      chart.marks.append(shape('line', { class: 'cursor', x1: x, x2: x, y1: MARGIN.top, y2: (chart.picture.clientHeight || 190) - MARGIN.bottom }));
    }
    chart.smoothed.forEach((values, i) => {
      const value = at === null ? lastKnown(values) : values[at];
      if (chart.names) chart.readout.append(element('i', { className: `key ${CLASSES[i]}` }), `${chart.names[i]} `);
      chart.readout.append(element('b', { textContent: number(value) }));
      if (at !== null && value !== null) chart.marks.append(shape('circle', { class: `dot ${CLASSES[i]}`, r: 4, cx: chart.scaleX.to(run.steps[at]), cy: chart.scaleY(value) }));
    });
  }

  // ---- LIN ----
  function drawLin() {
    const layers = Object.keys(run.lin);
    $('lin').hidden = layers.length === 0;
    if (layers.length === 0) return;
    const picture = $('lin-map');
    const width = picture.clientWidth || 800;
    const left = width > 620 ? 150 : 96;
    const right = 46;
    const row = 19;
    const height = layers.length * row + 24;
    const columns = Math.max(1, Math.min(run.steps.length, Math.floor((width - left - right) / 5)));
    const cell = (width - left - right) / columns;
    const round = share => Math.round(100 * share);
    picture.replaceChildren();
    picture.setAttribute('viewBox', `0 0 ${width} ${height}`);
    picture.style.height = `${height}px`;
    layers.forEach((layer, r) => {
      const values = run.lin[layer];
      picture.append(shape('text', { x: left - 8, y: r * row + 13, 'text-anchor': 'end' }, layer.length > left / 6.6 ? '…' + layer.slice(-Math.floor(left / 6.6) + 1) : layer));
      // Neighboring cells of one color become one rectangle.
      let [begin, color] = [0, null];
      for (let c = 0; c <= columns; c++) {
        const mine = c < columns ? mean(values, Math.floor(c * run.steps.length / columns), Math.floor((c + 1) * run.steps.length / columns)) : null;
        const next = mine === null ? null : round(mine);
        if (next === color && c < columns) continue;
        if (color !== null) {
          const rect = shape('rect', { 'shape-rendering': 'crispEdges', x: left + begin * cell, y: r * row + 1, width: (c - begin) * cell + 0.4, height: row - 2 });
          rect.style.fill = `color-mix(in oklab, var(--instance) ${color}%, var(--layer))`;
          picture.append(rect);
        }
        [begin, color] = [c, next];
      }
      picture.append(shape('text', { class: 'value', x: width, y: r * row + 13, 'text-anchor': 'end' }, percent(lastKnown(values))));
    });
    const [from, to] = [run.steps[0], last(run.steps)];
    const x = step => left + (step - from) / (to - from || 1) * (width - left - right);
    for (const tick of ticks(from, to === from ? from + 1 : to, Math.max(2, Math.floor(width / 120))).filter(tick => Number.isInteger(tick) && tick <= to)) {
      picture.append(shape('text', { x: x(tick), y: height - 5, 'text-anchor': 'middle' }, tick.toLocaleString('en')));
    }
    const now = layers.map(layer => lastKnown(run.lin[layer]));
    const average = now.reduce((a, b) => a + b, 0) / now.length;
    const rest = `last step: ${percent(average)} instance on average`;
    $('lin-readout').textContent = rest;
    picture.setAttribute('aria-label', `Shares of instance normalization in ${layers.length} layers over steps ${from} to ${to}; ${rest}. The table below has the values.`);
    picture.onpointermove = event => {
      const box = picture.getBoundingClientRect();
      const r = Math.floor((event.clientY - box.top) / row);
      const i = Math.floor((event.clientX - box.left - left) / (width - left - right) * run.steps.length);
      const inside = layers[r] && i >= 0 && i < run.steps.length;
      $('lin-readout').textContent = inside ? `${layers[r]}, step ${run.steps[i].toLocaleString('en')}: ${percent(run.lin[layers[r]][i])}` : rest;
    };
    picture.onpointerleave = () => { $('lin-readout').textContent = rest; };
    table($('lin-table'), ['layer', 'first', 'mean', 'last'], layers.map(layer => {
      const known = run.lin[layer].filter(value => value !== null);
      return [layer, percent(known[0]), percent(mean(known, 0, known.length)), percent(last(known))];
    }));
  }

  function mean(values, from, to) {
    const known = values.slice(from, Math.max(to, from + 1)).filter(value => value !== null);
    return known.length === 0 ? null : known.reduce((a, b) => a + b, 0) / known.length;
  }

  function table(target, head, rows) {
    target.replaceChildren(
      element('thead', {}, element('tr', {}, ...head.map(text => element('th', { scope: 'col', textContent: text })))),
      element('tbody', {}, ...rows.map(row => element('tr', {}, ...row.map((text, i) => element(i === 0 ? 'th' : 'td', { scope: i === 0 ? 'row' : undefined, textContent: text }))))));
  }

  // ---- Pictures ----
  let playing = null;
  let following = true;

  function drawSheet() {
    $('pictures').hidden = sheets.length === 0;
    if (sheets.length === 0) return;
    const slider = $('time');
    slider.max = sheets.length - 1;
    if (following) slider.value = sheets.length - 1;
    const chosen = Number(slider.value);
    const shown = sheets[$('first').getAttribute('aria-pressed') === 'true' ? 0 : chosen];
    const picture = $('sheet');
    if (picture.dataset.step !== String(shown.step)) {
      picture.dataset.step = shown.step;
      picture.src = shown.source;
      picture.alt = `Picture sheet after step ${shown.step}: pairs of a photo and the picture made of it`;
    }
    const text = `step ${shown.step.toLocaleString('en')}`;
    $('when').textContent = text;
    slider.setAttribute('aria-valuetext', text);
    $('before').disabled = chosen === 0;
    $('after').disabled = chosen === sheets.length - 1;
    for (const id of ['time', 'play', 'first', 'before', 'after']) $(id).hidden = sheets.length < 2;
  }

  function choose(index) {
    $('time').value = index;
    following = Number($('time').value) === sheets.length - 1 && playing === null;
    drawSheet();
  }

  function stop() {
    clearInterval(playing);
    playing = null;
    $('play').setAttribute('aria-pressed', 'false');
    $('play').textContent = 'Play';
  }

  $('sheet').addEventListener('load', event => {
    // Small sheets are shown at twice their size, not blurred over the whole width.
    event.target.style.maxWidth = event.target.naturalWidth < 620 ? `${2 * event.target.naturalWidth}px` : '';
  });
  $('time').addEventListener('input', () => { stop(); choose(Number($('time').value)); });
  $('before').addEventListener('click', () => { stop(); choose(Number($('time').value) - 1); });
  $('after').addEventListener('click', () => { stop(); choose(Number($('time').value) + 1); });
  $('first').addEventListener('click', () => {
    $('first').setAttribute('aria-pressed', String($('first').getAttribute('aria-pressed') !== 'true'));
    drawSheet();
  });
  $('play').addEventListener('click', () => {
    if (playing !== null) { stop(); return; }
    $('play').setAttribute('aria-pressed', 'true');
    $('play').textContent = 'Pause';
    playing = setInterval(() => {
      if (Number($('time').value) >= sheets.length - 1) { stop(); following = true; return; }
      choose(Number($('time').value) + 1);
    }, 700);
    if (Number($('time').value) >= sheets.length - 1) choose(0);
  });

  // ---- Head, setup, journal ----
  const STATES = {
    running: 'Training', complete: 'Complete', stopped: 'Stopped, can be resumed', failed: 'Failed', open: 'No end recorded', lost: 'Connection lost',
  };

  function drawHead() {
    const state = lost && !['complete', 'stopped', 'failed'].includes(run.state) ? 'lost' : run.state;
    $('state').dataset.state = state;
    $('state').textContent = STATES[state];
    document.title = `${run.step} / ${run.totalSteps} · ${run.name}`;
    const share = run.totalSteps > 0 ? Math.min(1, run.step / run.totalSteps) : 0;
    $('track').setAttribute('aria-valuemax', run.totalSteps);
    $('track').setAttribute('aria-valuenow', run.step);
    $('bar').style.width = `${100 * share}%`;
    $('border').hidden = !(run.startSteps > 0 && run.startSteps < run.totalSteps);
    $('border').style.left = `${100 * run.startSteps / (run.totalSteps || 1)}%`;
    const saved = run.journal.findLast(entry => entry.kind === 'checkpoint');
    const speed = mean(run.curves.imagesPerSecond ?? [], Math.max(0, run.steps.length - 5), run.steps.length);
    const peak = lastKnown(run.curves.memoryPeak ?? []);
    const tiles = [
      ['Step', run.step.toLocaleString('en'), `of ${run.totalSteps.toLocaleString('en')}`],
      ['Phase', run.phase === 'start' ? 'Start' : 'Adversarial', ''],
      ['Trained for', run.journal.length > 0 ? duration(run.elapsedSeconds) : '–', ''],
      ['Time left', run.state === 'complete' ? 'none' : duration(run.secondsLeft), ''],
      ['Images per second', speed === null ? '–' : number(speed), ''],
      ['Peak memory', peak === null ? '–' : peak >= 1024 ? (peak / 1024).toFixed(2) : peak.toFixed(0), peak === null ? '' : peak >= 1024 ? 'GiB' : 'MiB'],
      ['Saved after step', saved ? saved.step.toLocaleString('en') : '–', ''],
    ];
    $('tiles').replaceChildren(...tiles.map(([name, value, unit]) =>
      element('div', {}, element('dt', { textContent: name }), element('dd', {}, value, unit ? element('small', { textContent: ' ' + unit }) : ''))));
    $('stamp').textContent = `${live ? 'Seen' : 'Written'} ${moment(run.time)}${begun()?.environment ? `, by ILComicGAN ${begun().environment.version}` : ''}.`;
  }

  function facts(target, pairs) {
    // A fact without a name is the rest of the one above it.
    target.replaceChildren(...pairs.map(([name, value]) =>
      element('div', { className: name ? '' : 'more' }, ...name ? [element('dt', { textContent: name })] : [], element('dd', { textContent: value }))));
  }

  function flatten(object, prefix = '') {
    return Object.entries(object).flatMap(([name, value]) =>
      value !== null && typeof value === 'object' && !Array.isArray(value) ? flatten(value, `${prefix}${name}.`) : [[prefix + name, value === null ? '–' : String(value)]]);
  }

  function drawSetup() {
    const begin = begun();
    facts($('data-facts'), begin ? [['Photos', begin.photos], ['Style', begin.style]].flatMap(([name, list]) => {
      const [count, hash] = (list ?? 'not recorded').split(', sha256 ');
      return [[name, count], ['', hash ? `sha256 ${hash}` : '']];
    }) : [['Lists', 'not recorded']]);
    const environment = begin?.environment;
    facts($('environment'), environment ? [
      ['Device', environment.device], ['', environment.deviceDescription], ['Processor', environment.processor],
      ['System', environment.operatingSystem], ['Runtime', environment.runtime], ['Version', environment.version],
    ] : [['Environment', 'not recorded']]);
    facts($('settings'), run.settings ? flatten(run.settings) : [['Settings', 'not readable']]);
  }

  const SENTENCES = {
    begin: entry => entry.step === 0 ? 'Begun.' : `Resumed after step ${entry.step}.`,
    rollback: entry => `Went back to step ${entry.step}.`,
    stopped: () => 'Stopped, everything saved.',
    complete: () => 'Complete.',
    failed: entry => entry.text ?? 'Failed.',
    message: entry => entry.text,
  };

  function drawStory() {
    const told = run.journal.filter(entry => SENTENCES[entry.kind]).slice(-300).reverse();
    $('journal').hidden = told.length === 0;
    $('story').replaceChildren(...told.map(entry => element('li', { className: entry.kind },
      element('time', { dateTime: entry.time, textContent: moment(entry.time) }),
      element('span', { textContent: `step ${entry.step.toLocaleString('en')}` }),
      element('p', { textContent: SENTENCES[entry.kind](entry) }))));
  }

  function drawLossTable() {
    table($('loss-table'), ['loss', 'first', 'last (mean of a tenth)', 'lowest', 'at step'], charts.filter(chart => chart.at === 'loss-charts' && !chart.figure.hidden).flatMap(chart => chart.series.flatMap((key, i) => {
      const values = run.curves[key] ?? [];
      const known = values.filter(value => value !== null);
      // A loss of the adversarial phase while the run is in its start phase.
      if (known.length === 0) return [];
      const low = values.reduce((best, value, at) => value !== null && (best < 0 || value < values[best]) ? at : best, -1);
      return [[chart.title + (chart.names ? ', ' + chart.names[i] : ''), number(known[0]), number(mean(known, Math.floor(known.length * 0.9), known.length)), number(values[low]), run.steps[low].toLocaleString('en')]];
    })));
    $('thinned').hidden = run.linesPerPoint < 2;
    $('thinned').textContent = `Each point is the mean of ${run.linesPerPoint} lines of the log.`;
  }

  // Which charts there are is said with the data, once: the page and what sends it are of one version.
  let charts = [];

  function drawCurves() {
    $('weight').textContent = Number($('smoothing').value).toFixed(2);
    $('curves').hidden = $('cost').hidden = run.steps.length === 0;
    for (const chart of charts) drawChart(chart);
    drawLossTable();
  }

  function draw() {
    if (charts.length === 0) charts = run.charts.map(makeChart);
    document.querySelector('main').hidden = false;
    drawSetup();
    drawHead();
    drawSheet();
    drawCurves();
    drawLin();
    drawStory();
  }

  $('tools').addEventListener('submit', event => event.preventDefault());
  $('smoothing').addEventListener('input', drawCurves);
  $('logarithmic').addEventListener('input', drawCurves);
  let resizing = 0;
  new ResizeObserver(() => {
    cancelAnimationFrame(resizing);
    resizing = requestAnimationFrame(() => { if (run) { drawCurves(); drawLin(); } });
  }).observe(document.querySelector('main'));

  // ---- Live ----
  function take(news) {
    if (news.whole) {
      run = news;
    } else {
      const before = run;
      run = { ...news, settings: before.settings, charts: before.charts, linesPerPoint: before.linesPerPoint, steps: [...before.steps, ...news.steps], journal: [...before.journal, ...news.journal], curves: {}, lin: {} };
      const gap = count => new Array(count).fill(null);
      for (const [part, keys] of [['curves', Object.keys(before.curves)], ['lin', [...new Set([...Object.keys(before.lin), ...Object.keys(news.lin)])]]]) {
        for (const key of keys) run[part][key] = [...before[part][key] ?? gap(before.steps.length), ...news[part][key] ?? gap(news.steps.length)];
      }
    }
    // A run that was resumed may have written a sheet anew; asking with its generation goes past what the browser kept.
    sheets = news.sheets.map(step => ({ step, source: `sheets/${step}.jpg?generation=${news.generation}` }));
  }

  async function poll() {
    try {
      const have = run ? `?generation=${run.generation}&lines=${run.lines}&entries=${run.entries}` : '';
      const answer = await fetch(`run.json${have}`, { cache: 'no-store' });
      if (!answer.ok) throw new Error(answer.statusText);
      const news = await answer.json();
      const changed = news.whole || news.steps.length > 0 || news.journal.length > 0 || lost;
      lost = false;
      take(news);
      if (changed) draw(); else { drawHead(); drawSheet(); }
    } catch {
      lost = true;
      if (run) drawHead(); else { $('state').dataset.state = 'lost'; $('state').textContent = STATES.lost; }
    }
    setTimeout(poll, document.hidden ? 5 * POLL_MILLISECONDS : POLL_MILLISECONDS);
  }

  if (live) {
    poll();
  } else {
    run = embedded;
    sheets = JSON.parse($('sheets').textContent);
    draw();
  }
})();
