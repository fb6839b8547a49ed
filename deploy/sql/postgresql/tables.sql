-- What a sink fills: the key and the value of the newest record, as they are. PostgreSQL 12 or later.
CREATE SCHEMA IF NOT EXISTS loopbreaker;

-- The text is kept as jsonb too, read once when it is written rather than at every question. What is no object is a mark
-- of an owner (~claim).
CREATE TABLE IF NOT EXISTS loopbreaker.loops_raw (
  key text PRIMARY KEY,
  value text,
  record jsonb GENERATED ALWAYS AS (CASE WHEN left(value, 1) = '{' THEN value::jsonb END) STORED
);
CREATE INDEX IF NOT EXISTS loops_raw_opened ON loopbreaker.loops_raw ((record ->> 'openedAt'));

CREATE TABLE IF NOT EXISTS loopbreaker.kpi_raw (
  key text PRIMARY KEY,
  value text,
  record jsonb GENERATED ALWAYS AS (CASE WHEN left(value, 1) = '{' THEN value::jsonb END) STORED
);
