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

-- Work and results by day and category, one row each: docs/report.md says what is counted. Names nobody.
CREATE OR REPLACE VIEW loopbreaker.kpi AS
SELECT
  (record ->> 'day')::date AS day,
  COALESCE(record ->> 'category', '') AS category,
  split_part(COALESCE(record ->> 'category', ''), '/', 1) AS main_category,
  COALESCE((record ->> 'contacts')::bigint, 0) AS contacts,
  COALESCE((record ->> 'redials')::bigint, 0) AS redials,
  COALESCE((record ->> 'timed')::bigint, 0) AS timed,
  COALESCE((record ->> 'handleSeconds')::bigint, 0) AS handle_seconds,
  COALESCE((record ->> 'transfers')::bigint, 0) AS transfers,
  COALESCE((record ->> 'firstContacts1d')::bigint, 0) AS first_contacts_1d,
  COALESCE((record ->> 'solvedAtFirst1d')::bigint, 0) AS solved_at_first_1d,
  COALESCE((record ->> 'firstContacts7d')::bigint, 0) AS first_contacts_7d,
  COALESCE((record ->> 'solvedAtFirst7d')::bigint, 0) AS solved_at_first_7d,
  COALESCE((record ->> 'firstContacts14d')::bigint, 0) AS first_contacts_14d,
  COALESCE((record ->> 'solvedAtFirst14d')::bigint, 0) AS solved_at_first_14d,
  COALESCE((record ->> 'firstContacts30d')::bigint, 0) AS first_contacts_30d,
  COALESCE((record ->> 'solvedAtFirst30d')::bigint, 0) AS solved_at_first_30d,
  COALESCE((record ->> 'repeatContacts7d')::bigint, 0) AS repeat_contacts_7d,
  COALESCE((record ->> 'repeatContacts30d')::bigint, 0) AS repeat_contacts_30d,
  COALESCE((record ->> 'visits')::bigint, 0) AS visits,
  COALESCE((record ->> 'failedVisits')::bigint, 0) AS failed_visits,
  COALESCE((record ->> 'noAccess')::bigint, 0) AS no_access,
  COALESCE((record ->> 'steps')::bigint, 0) AS steps,
  COALESCE((record ->> 'firstVisits14d')::bigint, 0) AS first_visits_14d,
  COALESCE((record ->> 'fixedAtFirst14d')::bigint, 0) AS fixed_at_first_14d,
  COALESCE((record ->> 'firstVisits30d')::bigint, 0) AS first_visits_30d,
  COALESCE((record ->> 'fixedAtFirst30d')::bigint, 0) AS fixed_at_first_30d,
  COALESCE((record ->> 'ended')::bigint, 0) AS ended,
  COALESCE((record ->> 'loops')::bigint, 0) AS loops,
  COALESCE((record ->> 'open')::bigint, 0) AS open,
  COALESCE((record ->> 'wentRound')::bigint, 0) AS went_round,
  COALESCE((record ->> 'broken')::bigint, 0) AS broken,
  COALESCE((record ->> 'stillRound')::bigint, 0) AS still_round,
  COALESCE((record ->> 'left')::bigint, 0) AS left,
  COALESCE((record ->> 'quiet')::bigint, 0) AS quiet,
  COALESCE((record ->> 'solved')::bigint, 0) AS solved,
  COALESCE((record ->> 'provisional')::bigint, 0) AS provisional,
  COALESCE((record ->> 'costCents')::bigint, 0) AS cost_cents,
  COALESCE((record ->> 'avoidableCents')::bigint, 0) AS avoidable_cents,
  COALESCE((record ->> 'customerDays')::bigint, 0) AS customer_days,
  COALESCE((record ->> 'avoidableDays')::bigint, 0) AS avoidable_days,
  COALESCE((record ->> 'solutionSeconds')::bigint, 0) AS solution_seconds
FROM loopbreaker.kpi_raw
WHERE record IS NOT NULL;

-- Both side by side, week by week, from Monday. A share of those who did not come back is empty until the last of them have had
-- the time to; the others still change by late facts only.
CREATE OR REPLACE VIEW loopbreaker.kpi_by_week AS
SELECT
  week,
  category,
  sum(contacts) AS contacts,
  sum(transfers) AS transfers,
  sum(visits) AS visits,
  sum(failed_visits) AS failed_visits,
  sum(failed_visits) / NULLIF(sum(visits), 0) AS failed_share,
  sum(repeat_contacts_30d) / NULLIF(sum(contacts - redials), 0) AS repeat_share_30d,
  CASE WHEN week + 14 <= current_date THEN sum(solved_at_first_7d) / NULLIF(sum(first_contacts_7d), 0) END
    AS solved_at_first_share_7d,
  CASE WHEN week + 37 <= current_date THEN sum(solved_at_first_30d) / NULLIF(sum(first_contacts_30d), 0) END
    AS solved_at_first_share_30d,
  CASE WHEN week + 37 <= current_date THEN sum(fixed_at_first_30d) / NULLIF(sum(first_visits_30d), 0) END
    AS fixed_at_first_share_30d,
  sum(loops) AS loops,
  sum(ended) AS ended,
  sum(went_round) AS went_round,
  sum(broken) AS broken,
  sum(cost_cents) AS cost_cents,
  sum(avoidable_cents) AS avoidable_cents,
  sum(customer_days) AS customer_days,
  sum(avoidable_days) AS avoidable_days
FROM (SELECT date_trunc('week', day)::date AS week, kpi.* FROM loopbreaker.kpi) AS days
GROUP BY week, category;

-- What lay there at the end of each day on which something came or went.
CREATE OR REPLACE VIEW loopbreaker.pile_by_day AS
SELECT day, category, sum(loops - ended) OVER (PARTITION BY category ORDER BY day) AS pile
FROM loopbreaker.kpi;
