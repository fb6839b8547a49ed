// Process feedback as somebody decides about it: what waits for a decision, and in which order. Pure.
import { stands } from './loops.js';

// A decision about an earlier activity did not help, or it would not have come back.
export const isDecided = (one) => Boolean(one.decided && one.decided.at >= one.openedAt);
export const waitsForDecision = (one) => stands(one) && !isDecided(one);

const byCost = (a, b) => (b.costCents ?? 0) - (a.costCents ?? 0) || (a.openedAt < b.openedAt ? -1 : 1);

// The cards as they lie: {id, decided}. `kept`: those that stay where they are; what is new comes behind them.
export function cardsOf(feedback, kept = []) {
  const lying = kept.filter(({ id }) => feedback.has(id));
  const known = new Set(lying.map(({ id }) => id));
  const others = [...feedback.values()].filter(({ id }) => !known.has(id)).sort(byCost);
  return [...lying, ...others.map((one) => ({ id: one.id, decided: isDecided(one) }))];
}
