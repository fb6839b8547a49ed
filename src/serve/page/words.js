// The words of the page in the reader's language; times and money as that language writes them.
const languages = ['en', 'nl'];
let words = {};
let plurals;
let locale = 'en-GB';
export let language = 'en';

const asked = new URLSearchParams(location.search).get('lang');

export function preferredLanguage() {
  const wanted = asked ? [asked] : navigator.languages ?? [navigator.language];
  for (const one of wanted) {
    const short = one.toLowerCase().split('-')[0];
    if (languages.includes(short)) return short;
  }
  return 'en';
}

export async function speak(wanted) {
  const answer = await fetch(`/words/${wanted}.json`);
  if (!answer.ok) throw new Error(`no words for ${wanted}`);
  words = await answer.json();
  language = wanted;
  // As the reader's country writes it, where the browser says which.
  locale = navigator.languages?.find((one) => one.toLowerCase().startsWith(`${language}-`)) ?? { en: 'en-GB', nl: 'nl-NL' }[language];
  plurals = new Intl.PluralRules(locale);
  document.documentElement.lang = language;
  document.title = say('title');
}

// say('visits', {n: 3}) is words['visits.other'] or ['visits.one'] with {n} filled in.
export function say(key, values = {}) {
  const plural = 'n' in values ? `${key}.${plurals.select(values.n)}` : key;
  const text = words[plural] ?? words[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

// The word for a name of the data, "severity.HIGH" say; the name itself where there is none.
export const wordFor = (kind, name) => words[`${kind}.${name}`] ?? name;

const formats = new Map();
function format(kind, options) {
  const key = kind + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl[kind](locale, options));
  return formats.get(key);
}

export const time = (at) =>
  at ? format('DateTimeFormat', { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(at)) : '';
export const dayOf = (at) => format('DateTimeFormat', { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(at));
// Times within a text of the data, in the reader's form.
export const withTimes = (text) => (text ?? '').replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, time);
export const money = (cents) =>
  format('NumberFormat', { style: 'currency', currency: 'EUR' }).format((cents ?? 0) / 100);
export const number = (n) => format('NumberFormat', {}).format(n ?? 0);

// "3 days", "5 hr": the largest unit that fits.
export function span(milliseconds) {
  const units = [['day', 86400e3], ['hour', 3600e3], ['minute', 60e3]];
  const [unit, size] = units.find(([, length]) => milliseconds >= length) ?? units[2];
  const n = Math.max(0, Math.floor(milliseconds / size));
  return format('NumberFormat', { style: 'unit', unit, unitDisplay: unit === 'day' ? 'long' : 'short' }).format(n);
}

export const list = (items) => format('ListFormat', { type: 'conjunction' }).format(items);
