// Two small charts over time: what came in a day, and what was open at its end. The sentence above each says the same.
import { Component, html } from './html.js';
import { state, update } from './state.js';
import { dayOf, number, say } from './words.js';

const week = 7;
const height = 96;       // as in style.css
const halfDay = 43200;   // seconds
const noRow = { opened: [], open: [] };
let asked = 0;      // when, last
let heardAt = -1;   // state.revisions then

// Of a demonstration a day is over in seconds.
const patience = () => (state.speed === null ? 30e3 : 2e3);

export async function loadTrends() {
  if (heardAt === state.revisions || Date.now() - asked < patience() || document.hidden) return;
  asked = Date.now();
  heardAt = state.revisions;
  try {
    const answer = await fetch('/api/v1/trends?days=30');
    if (answer.ok) update({ trends: await answer.json() });
  } catch { /* the banner says that the connection is lost */ }
}

let library;
// Lines come before charts: somebody may wait for one.
const whenIdle = globalThis.requestIdleCallback ? (act) => requestIdleCallback(act, { timeout: 2000 }) : (act) => setTimeout(act, 200);
function loadLibrary() {
  library ??= new Promise((loaded, failed) => {
    const script = document.createElement('script');
    Object.assign(script, { src: '/vendor/uPlot.iife.min.js', onload: () => loaded(globalThis.uPlot), onerror: failed });
    whenIdle(() => document.head.append(script));
  });
  return library;
}

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const seconds = (day) => Date.parse(`${day}T00:00:00Z`) / 1e3;

class Plot extends Component {
  componentDidMount() {
    this.scheme = matchMedia('(prefers-color-scheme: dark)');
    this.again = () => { this.plot?.destroy(); this.make(); };
    this.scheme.addEventListener('change', this.again);
    this.size = new ResizeObserver(() => this.plot?.setSize({ width: this.element.clientWidth, height }));
    this.size.observe(this.element);
    loadLibrary().then((uPlot) => { this.uPlot = uPlot; whenIdle(() => this.make()); });
  }
  componentWillUnmount() {
    this.scheme.removeEventListener('change', this.again);
    this.size.disconnect();
    this.plot?.destroy();
    this.plot = null;
    this.element = null;
  }
  shouldComponentUpdate({ values, label }) { return values !== this.props.values || label !== this.props.label; }
  componentDidUpdate() { whenIdle(() => this.plot?.setData(this.data())); }

  data() { return [this.props.days.map(seconds), this.props.values]; }

  make() {
    if (!this.element) return;
    const { bars } = this.props;
    const axis = { stroke: colour('--quiet'), font: '11px system-ui, sans-serif', ticks: { show: false } };
    this.plot = new this.uPlot({
      width: this.element.clientWidth,
      height,
      padding: [6, 6, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      select: { show: false },
      tzDate: (at) => this.uPlot.tzDate(new Date(at * 1e3), 'Etc/UTC'),
      scales: { x: { range: (plot, first, last) => [first - halfDay, last + halfDay] }, y: { range: (plot, low, high) => [0, Math.max(4, high * 1.1)] } },
      axes: [
        { ...axis, size: 20, gap: 2, grid: { show: false }, space: 60, values: (plot, at) => at.map((one) => dayOf(one * 1e3)) },
        { ...axis, size: 30, gap: 2, space: 24, grid: { stroke: colour('--line'), width: 1 },
          incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 1e5], values: (plot, at) => at.map((one) => (one ? number(one) : '')) },
      ],
      series: [{}, {
        stroke: colour('--link'), fill: bars ? colour('--link') : undefined, width: bars ? 0 : 2, points: { show: false },
        paths: bars ? this.uPlot.paths.bars({ size: [0.7] }) : undefined,
      }],
    }, this.data(), this.element);
  }

  render({ label }) {
    return html`<div class="plot" role="img" aria-label=${label} ref=${(element) => { this.element = element ?? this.element; }}></div>`;
  }
}

const sum = (values) => values.reduce((a, b) => a + b, 0);

function inflowText({ opened }) {
  return say('trend.inflow', { n: sum(opened.slice(-week)), before: number(sum(opened.slice(-2 * week, -week))) });
}

// Towards zero, and when at this pace; or not.
function backlogText({ open }) {
  const n = open.at(-1) ?? 0;
  const gone = (open.at(-1 - week) ?? 0) - n;
  if (n === 0) return say('trend.none');
  if (gone <= 0) return say(gone === 0 ? 'trend.same' : 'trend.more', { n, more: number(-gone) });
  return say('trend.fewer', { n, fewer: number(gone), days: number(Math.ceil((n * week) / gone)) });
}

function Trend({ title, text, ...plot }) {
  return html`<section class="chart trend"><h2>${title}</h2><p>${text}</p><${Plot} label=${`${title}: ${text}`} ...${plot} /></section>`;
}

export function Trends() {
  if (!state.trends) return null;
  const { days, all, desks } = state.trends;
  const desk = state.filters.desk;
  const row = desk ? desks[desk] ?? noRow : all;
  const of = (name) => (desk ? say('trend.ofDesk', { title: say(name), desk }) : say(name));
  const full = (values) => (values.length > 0 ? values : days.map(() => 0));
  return html`
    <${Trend} title=${of('inflow')} text=${inflowText(row)} days=${days} values=${full(row.opened)} bars=${true} />
    <${Trend} title=${of('backlog')} text=${backlogText(row)} days=${days} values=${full(row.open)} bars=${false} />`;
}
