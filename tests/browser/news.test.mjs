// What the page calls news, and how feedback lies, without a browser: its modules that are pure.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cardsOf, isDecided, waitsForDecision } from './page/feedback.js';
import { loopsOf } from './page/loops.js';
import { aheadOf, countNews, newsOf, seenAt, seenNow } from './page/news.js';

const clock = '2026-03-02T10:00:00Z';
const one = { id: 'a|rule', loopId: 'a', ruleId: 'rule', title: 'A', state: 'OPENED', severity: 'HIGH', level: 0, desk: 'planning', openedAt: '2026-03-01T10:00:00Z' };
const two = { ...one, id: 'b|rule', loopId: 'b', openedAt: '2026-03-02T09:00:00Z' };
const after = (...escalations) => newsOf([...loopsOf(escalations, clock).values()], seenNow(loopsOf([one, two], clock)), []);

test('what is as it was is no news, nor is another cost', () => {
  assert.equal(after(one, { ...two, measures: { costCents: 9 }, detectedAt: clock }).size, 0);
});

test('another step, desk, severity, rule, next step or hand is a change', () => {
  for (const change of [{ level: 1 }, { desk: 'director' }, { severity: 'LOW' }, { nextStep: 'Call.' }, { acknowledgedBy: 'x' }, { assignee: 'x' }, { snoozedUntil: clock }]) {
    assert.deepEqual([...after(one, { ...two, ...change })], [['b', 'changed']], JSON.stringify(change));
  }
  assert.deepEqual([...after(one, two, { ...two, id: 'b|other', ruleId: 'other' })], [['b', 'changed']]);
});

test('what is new, over and withdrawn is told apart', () => {
  const news = after({ ...one, state: 'RESOLVED' }, { ...two, state: 'RETRACTED' }, { ...one, id: 'c|rule', loopId: 'c' });
  assert.deepEqual([...news], [['a', 'over'], ['b', 'retracted'], ['c', 'added']]);
  assert.deepEqual(countNews(news), { added: 1, changed: 0, over: 1, retracted: 1 });
});

test('a loop of which one rule is withdrawn and another stands has changed', () => {
  const both = loopsOf([one, { ...one, id: 'a|other', ruleId: 'other' }], clock);
  const left = loopsOf([one, { ...one, id: 'a|other', ruleId: 'other', state: 'RETRACTED' }], clock);
  assert.deepEqual([...newsOf([...left.values()], seenNow(both), [])], [['a', 'changed']]);
});

test('one that lies in no line any more is told too, once', () => {
  const loop = loopsOf([{ ...one, state: 'RESOLVED' }], clock).get('a');
  assert.deepEqual([...newsOf([loop], new Map([['a', 'x']]), [loop])], [['a', 'over']]);
});

test('whoever looked yesterday has not seen what opened today', () => {
  const loops = loopsOf([one, two], clock);
  assert.deepEqual([...newsOf([...loops.values()], seenAt(loops, '2026-03-01T12:00:00Z'), [])], [['b', 'added']]);
});

test('what somebody saw though the clock was behind it is not new to them', () => {
  const loops = loopsOf([one, two], clock);
  const looked = '2026-03-01T12:00:00Z';
  const ahead = aheadOf(loops, looked);
  assert.deepEqual(ahead, [two.openedAt]);
  assert.equal(newsOf([...loops.values()], seenAt(loops, looked, ahead), []).size, 0);
});

const card = { id: 'r|a=b', state: 'OPENED', openedAt: '2026-03-02T10:00:00Z', costCents: 5 };
const decidedAt = (at) => ({ ...card, decided: { decision: 'DO', at } });

test('feedback that came back after a decision, or of which none was taken, waits for one; what is over does not', () => {
  assert.ok(isDecided(decidedAt('2026-03-02T10:00:00Z')));
  assert.ok(waitsForDecision(decidedAt('2026-03-02T09:59:59Z')));
  assert.ok(waitsForDecision(card));
  assert.ok(!waitsForDecision({ ...card, state: 'RESOLVED' }));
});

test('the costliest feedback lies first; what lies already stays, and what is new comes behind', () => {
  const all = (...some) => new Map(some.map((one) => [one.id, one]));
  const [cheap, dear] = [card, { ...card, id: 'r|a=c', costCents: 9 }];
  assert.deepEqual(cardsOf(all(cheap, dear)).map(({ id }) => id), [dear.id, cheap.id]);
  const lay = cardsOf(all(cheap));
  assert.deepEqual(cardsOf(all(dear, { ...decidedAt('2026-03-03T00:00:00Z') }), lay), [{ id: cheap.id, decided: false }, { id: dear.id, decided: false }]);
  assert.deepEqual(cardsOf(all(dear), lay).map(({ id }) => id), [dear.id]);
});
