// Escalations into loops, one line each: what a supervisor decides about. Pure.
export const severities = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'];
export const pickerNames = ['desk', 'region', 'contractor', 'severity'];
export const filterNames = [...pickerNames, 'find'];

export const stands = (escalation) => escalation.state === 'OPENED' || escalation.state === 'UPDATED';
export const keyOf = (escalation) => escalation.loopId || escalation.id;

const rank = (severity) => (severities.indexOf(severity) + 1 || severities.length + 1);
const byTime = (a, b) => (a.openedAt < b.openedAt ? -1 : a.openedAt > b.openedAt ? 1 : 0);
const distinct = (values) => [...new Set(values.filter(Boolean))];

// Gravest first, then oldest.
const byGravity = (a, b) => rank(a.severity) - rank(b.severity) || byTime(a, b) || (a.id < b.id ? -1 : 1);

export const isSnoozed = (escalation, clock) => Boolean(escalation.snoozedUntil && clock && escalation.snoozedUntil > clock);
const isTaken = (escalation, clock) =>
  Boolean(escalation.acknowledgedBy || escalation.assignee) || isSnoozed(escalation, clock);

// What a reader would call a change: not what a visit cost, but what is asked of whom.
const lookOf = (shown) => shown.map((one) => [one.ruleId, one.severity, one.level, one.desk, one.nextStep, one.waitsOn, one.acknowledgedBy,
  one.assignee, one.snoozedUntil].join('|')).sort().join('\n');

function loopOf(key, members, clock) {
  const standing = members.filter(stands).sort(byGravity);
  const shown = standing.length > 0 ? standing : [...members].sort(byGravity);
  const latest = shown.reduce((a, b) => ((a.detectedAt ?? '') >= (b.detectedAt ?? '') ? a : b));
  const all = (name) => distinct(shown.flatMap((one) => one[name] ?? []));
  const first = (name) => latest[name] || shown.map((one) => one[name]).find(Boolean) || '';
  return {
    key,
    members,
    escalations: shown,
    over: standing.length === 0,
    retracted: members.every((one) => one.state === 'RETRACTED'),
    id: shown[0].id,
    severity: shown[0].severity,
    title: shown[0].title,
    openedAt: shown.map((one) => one.openedAt).sort()[0],
    level: Math.max(...shown.map((one) => one.level ?? 0)),
    desks: distinct(shown.map((one) => one.desk)),
    customer: first('customerId'),
    unit: first('unitId'),
    category: first('category'),
    region: first('region'),
    complex: first('complex'),
    contractor: first('contractor'),
    diagnosis: first('diagnosis'),
    ownerTeam: first('ownerTeam'),
    lastTeam: first('lastTeam'),
    waitsOn: latest.waitsOn ?? '',
    measures: latest.measures ?? {},
    blockers: all('blockers'),
    parts: all('partsMissing'),
    mandates: all('authorisationsMissing'),
    vulnerable: shown.some((one) => one.vulnerable),
    silent: all('silentSources'),
    promises: distinct(shown.flatMap((one) => one.evidence ?? []).filter(({ what }) => what === 'promise_made').map(({ line }) => line)),
    nextStep: shown.map((one) => one.nextStep).find(Boolean) ?? '',
    acknowledgedBy: distinct(shown.map((one) => one.acknowledgedBy)),
    assignees: distinct(shown.map((one) => one.assignee)),
    snoozedUntil: shown.map((one) => one.snoozedUntil ?? '').sort().at(-1),
    look: lookOf(shown),
    taken: standing.length > 0 && standing.every((one) => isTaken(one, clock)),
  };
}

// Whether it would come out the same: most do, from one revision to the next. (What is put off comes back by the clock.)
const isSame = (loop, members) => !loop.snoozedUntil && loop.members.length === members.length && loop.members.every((one, i) => one === members[i]);

// `before`: what this gave last, from which it takes what has not changed.
export function loopsOf(escalations, clock, before = new Map()) {
  const groups = new Map();
  for (const one of escalations) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  const loops = new Map();
  for (const [key, members] of groups) {
    const known = before.get(key);
    loops.set(key, known && isSame(known, members) ? known : loopOf(key, members, clock));
  }
  return loops;
}

const hasText = (loop, text) => [loop.customer, loop.unit, loop.category, loop.title].some((one) => one.toLowerCase().includes(text));

export function fits(loop, filters) {
  return (!filters.find || hasText(loop, filters.find.toLowerCase())) && (!filters.desk || loop.desks.includes(filters.desk)) && (!filters.region || loop.region === filters.region) &&
    (!filters.contractor || loop.contractor === filters.contractor) &&
    (!filters.severity || loop.severity === filters.severity);
}

// What nobody has taken on before what somebody has; gravest first, then oldest.
export const inOrder = (loops) => [...loops].sort((a, b) => a.taken - b.taken || byGravity(a, b));

// What happened, newest first: facts, and what they set off. `happened`: facts as the dossier has them.
export function timelineOf(escalations, happened) {
  const facts = new Map();
  for (const fact of [...happened, ...escalations.flatMap((one) => one.evidence ?? [])]) {
    const key = `${fact.source}/${fact.id}`;
    if (!facts.has(key)) facts.set(key, { at: fact.time, line: fact.line || fact.what, team: fact.team, what: fact.what });
  }
  const entries = [...facts.values()];
  for (const escalation of escalations) {
    if (escalation.openedAt) entries.push({ at: escalation.openedAt, opened: escalation });
    if (escalation.resolvedAt) entries.push({ at: escalation.resolvedAt, ended: escalation });
  }
  return entries.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).reverse();
}
