// What is other than when the reader looked last: new loops, changed ones, and those that are over or withdrawn. Pure.
export const newsKinds = ['added', 'changed', 'over', 'retracted'];

// How each loop was: its key to what a change of it is seen by.
export const seenNow = (loops) => new Map([...loops.values()].filter((loop) => !loop.over).map((loop) => [loop.key, loop.look]));
// What a reader saw whose clock, which may be behind, had not come to it yet: by its time, since the browser is to keep no
// customer's name.
export const aheadOf = (loops, time) => [...loops.values()].filter((loop) => !loop.over && loop.openedAt > time).map(({ openedAt }) => openedAt);
// The same as seenNow for somebody who looked at `time`: what came later is unseen, but for those `ahead`.
export const seenAt = (loops, time, ahead = []) => {
  const known = new Set(ahead);
  const before = [...loops.values()].filter((loop) => !loop.over && (loop.openedAt <= time || known.has(loop.openedAt)));
  return new Map(before.map((loop) => [loop.key, loop.look]));
};

export const endOf = (loop) => (loop.retracted ? 'retracted' : 'over');

// Key to kind. `gone`: loops that are over and lie in the list no more, by key.
export function newsOf(loops, seen, gone) {
  const news = new Map();
  for (const loop of loops) {
    const look = seen.get(loop.key);
    if (loop.over) {
      if (look !== undefined) news.set(loop.key, endOf(loop));
    } else if (look === undefined) {
      news.set(loop.key, 'added');
    } else if (look !== loop.look) {
      news.set(loop.key, 'changed');
    }
  }
  for (const loop of gone) if (!news.has(loop.key)) news.set(loop.key, endOf(loop));
  return news;
}

export function countNews(news) {
  const counts = Object.fromEntries(newsKinds.map((kind) => [kind, 0]));
  for (const kind of news.values()) ++counts[kind];
  return counts;
}
