-- What people and dashboards read. A field that is left out of a record is empty, zero or false: so here. Money in cents.

-- One row a loop.
CREATE OR REPLACE VIEW loopbreaker.loops AS
SELECT
  key AS loop_id,
  record ->> 'customerId' AS customer_id,
  record ->> 'firstSource' AS first_source,
  record ->> 'firstId' AS first_id,
  COALESCE(record ->> 'category', '') AS category,
  split_part(COALESCE(record ->> 'category', ''), '/', 1) AS main_category,
  record ->> 'unitId' AS unit_id,
  record ->> 'status' AS status,
  (record ->> 'openedAt')::timestamptz AS opened_at,
  (record ->> 'resolvedAt')::timestamptz AS resolved_at,
  (record ->> 'lastActivity')::timestamptz AS last_activity,
  COALESCE((record ->> 'facts')::bigint, 0) AS facts,
  COALESCE((record ->> 'contacts')::bigint, 0) AS contacts,
  COALESCE((record ->> 'agents')::bigint, 0) AS agents,
  COALESCE((record ->> 'transfers')::bigint, 0) AS transfers,
  COALESCE((record ->> 'visits')::bigint, 0) AS visits,
  COALESCE((record ->> 'failedVisits')::bigint, 0) AS failed_visits,
  COALESCE((record ->> 'missedByCompany')::bigint, 0) AS missed_by_company,
  COALESCE((record ->> 'missedByCustomer')::bigint, 0) AS missed_by_customer,
  COALESCE((record ->> 'reopens')::bigint, 0) AS reopens,
  COALESCE((record ->> 'costCents')::bigint, 0) AS cost_cents,
  COALESCE((record ->> 'customerDays')::bigint, 0) AS customer_days,
  record ->> 'region' AS region,
  record ->> 'complex' AS complex,
  record ->> 'contractor' AS contractor,
  record ->> 'ownerTeam' AS owner_team,
  record ->> 'lastTeam' AS last_team,
  record ->> 'waitsOn' AS waits_on
FROM loopbreaker.loops_raw
WHERE record IS NOT NULL;

-- What is not solved, the oldest first, with its age.
CREATE OR REPLACE VIEW loopbreaker.open_loops AS
SELECT *, extract(epoch FROM now() - opened_at) / 86400 AS age_days
FROM loopbreaker.loops
WHERE status = 'OPEN'
ORDER BY opened_at;

-- How many began and were solved, by day and category. Names nobody.
CREATE OR REPLACE VIEW loopbreaker.by_day AS
SELECT day, category, sum(opened) AS opened, sum(resolved) AS resolved
FROM (
  SELECT opened_at::date AS day, category, 1 AS opened, 0 AS resolved FROM loopbreaker.loops
  UNION ALL
  SELECT resolved_at::date, category, 0, 1 FROM loopbreaker.loops WHERE status = 'RESOLVED'
) AS changes
GROUP BY day, category;

-- Where it goes round: what each category costs, and how often a visit is in vain. Names nobody.
CREATE OR REPLACE VIEW loopbreaker.by_category AS
SELECT
  category,
  count(*) AS loops,
  count(*) FILTER (WHERE status = 'OPEN') AS open,
  count(*) FILTER (WHERE status = 'RESOLVED') AS resolved,
  sum(contacts) AS contacts,
  sum(visits) AS visits,
  sum(failed_visits) AS failed_visits,
  sum(failed_visits)::numeric / NULLIF(sum(visits), 0) AS failed_share,
  sum(missed_by_company) AS missed_by_company,
  sum(reopens) AS reopens,
  sum(cost_cents) AS cost_cents,
  sum(customer_days) AS customer_days,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM resolved_at - opened_at) / 86400)
    FILTER (WHERE status = 'RESOLVED') AS median_days
FROM loopbreaker.loops
GROUP BY category;

-- The same by who does the work. A contractor or a team, never a person.
CREATE OR REPLACE VIEW loopbreaker.by_contractor AS
SELECT
  COALESCE(contractor, '') AS contractor,
  COALESCE(owner_team, '') AS owner_team,
  count(*) AS loops,
  count(*) FILTER (WHERE status = 'OPEN') AS open,
  sum(visits) AS visits,
  sum(failed_visits) AS failed_visits,
  sum(failed_visits)::numeric / NULLIF(sum(visits), 0) AS failed_share,
  sum(cost_cents) AS cost_cents,
  sum(customer_days) AS customer_days
FROM loopbreaker.loops
GROUP BY 1, 2;
