-- ClickHouse 23.8 or later, by its own Kafka engine. The newest offset of a key holds; a record without a value ends it.
CREATE DATABASE IF NOT EXISTS loopbreaker;

CREATE TABLE IF NOT EXISTS loopbreaker.loops_queue (value Nullable(String))
ENGINE = Kafka
SETTINGS kafka_broker_list = 'kafka.example.org:9092', kafka_topic_list = 'loopbreaker.loops',
         kafka_group_name = 'warehouse.loops', kafka_format = 'RawBLOB';

CREATE TABLE IF NOT EXISTS loopbreaker.loops_raw (key String, value String, partition UInt64, offset UInt64)
ENGINE = ReplacingMergeTree(offset) ORDER BY key;

CREATE MATERIALIZED VIEW IF NOT EXISTS loopbreaker.loops_in TO loopbreaker.loops_raw AS
SELECT _key AS key, ifNull(value, '') AS value, _partition AS partition, _offset AS offset
FROM loopbreaker.loops_queue
WHERE NOT startsWith(_key, '~claim');

CREATE VIEW IF NOT EXISTS loopbreaker.loops AS
SELECT
  key AS loop_id,
  JSONExtractString(value, 'customerId') AS customer_id,
  JSONExtractString(value, 'category') AS category,
  JSONExtractString(value, 'unitId') AS unit_id,
  JSONExtractString(value, 'status') AS status,
  parseDateTime64BestEffortOrNull(JSONExtractString(value, 'openedAt')) AS opened_at,
  parseDateTime64BestEffortOrNull(JSONExtractString(value, 'resolvedAt')) AS resolved_at,
  parseDateTime64BestEffortOrNull(JSONExtractString(value, 'lastActivity')) AS last_activity,
  JSONExtractInt(value, 'facts') AS facts,
  JSONExtractInt(value, 'contacts') AS contacts,
  JSONExtractInt(value, 'agents') AS agents,
  JSONExtractInt(value, 'transfers') AS transfers,
  JSONExtractInt(value, 'visits') AS visits,
  JSONExtractInt(value, 'failedVisits') AS failed_visits,
  JSONExtractInt(value, 'missedByCompany') AS missed_by_company,
  JSONExtractInt(value, 'missedByCustomer') AS missed_by_customer,
  JSONExtractInt(value, 'reopens') AS reopens,
  JSONExtractInt(value, 'costCents') AS cost_cents,
  JSONExtractInt(value, 'customerDays') AS customer_days,
  JSONExtractString(value, 'region') AS region,
  JSONExtractString(value, 'complex') AS complex,
  JSONExtractString(value, 'contractor') AS contractor,
  JSONExtractString(value, 'ownerTeam') AS owner_team,
  JSONExtractString(value, 'lastTeam') AS last_team,
  JSONExtractString(value, 'waitsOn') AS waits_on
FROM loopbreaker.loops_raw FINAL
WHERE value != '';

CREATE TABLE IF NOT EXISTS loopbreaker.kpi_queue (value Nullable(String))
ENGINE = Kafka
SETTINGS kafka_broker_list = 'kafka.example.org:9092', kafka_topic_list = 'loopbreaker.kpi',
         kafka_group_name = 'warehouse.kpi', kafka_format = 'RawBLOB';

CREATE TABLE IF NOT EXISTS loopbreaker.kpi_raw (key String, value String, partition UInt64, offset UInt64)
ENGINE = ReplacingMergeTree(offset) ORDER BY key;

CREATE MATERIALIZED VIEW IF NOT EXISTS loopbreaker.kpi_in TO loopbreaker.kpi_raw AS
SELECT _key AS key, ifNull(value, '') AS value, _partition AS partition, _offset AS offset
FROM loopbreaker.kpi_queue
WHERE NOT startsWith(_key, '~claim');

CREATE VIEW IF NOT EXISTS loopbreaker.kpi AS
SELECT
  toDate(JSONExtractString(value, 'day')) AS day,
  JSONExtractString(value, 'category') AS category,
  JSONExtractInt(value, 'contacts') AS contacts,
  JSONExtractInt(value, 'redials') AS redials,
  JSONExtractInt(value, 'timed') AS timed,
  JSONExtractInt(value, 'handleSeconds') AS handle_seconds,
  JSONExtractInt(value, 'transfers') AS transfers,
  JSONExtractInt(value, 'firstContacts1d') AS first_contacts_1d,
  JSONExtractInt(value, 'solvedAtFirst1d') AS solved_at_first_1d,
  JSONExtractInt(value, 'firstContacts7d') AS first_contacts_7d,
  JSONExtractInt(value, 'solvedAtFirst7d') AS solved_at_first_7d,
  JSONExtractInt(value, 'firstContacts14d') AS first_contacts_14d,
  JSONExtractInt(value, 'solvedAtFirst14d') AS solved_at_first_14d,
  JSONExtractInt(value, 'firstContacts30d') AS first_contacts_30d,
  JSONExtractInt(value, 'solvedAtFirst30d') AS solved_at_first_30d,
  JSONExtractInt(value, 'repeatContacts7d') AS repeat_contacts_7d,
  JSONExtractInt(value, 'repeatContacts30d') AS repeat_contacts_30d,
  JSONExtractInt(value, 'visits') AS visits,
  JSONExtractInt(value, 'failedVisits') AS failed_visits,
  JSONExtractInt(value, 'noAccess') AS no_access,
  JSONExtractInt(value, 'steps') AS steps,
  JSONExtractInt(value, 'firstVisits14d') AS first_visits_14d,
  JSONExtractInt(value, 'fixedAtFirst14d') AS fixed_at_first_14d,
  JSONExtractInt(value, 'firstVisits30d') AS first_visits_30d,
  JSONExtractInt(value, 'fixedAtFirst30d') AS fixed_at_first_30d,
  JSONExtractInt(value, 'ended') AS ended,
  JSONExtractInt(value, 'loops') AS loops,
  JSONExtractInt(value, 'open') AS open,
  JSONExtractInt(value, 'wentRound') AS went_round,
  JSONExtractInt(value, 'broken') AS broken,
  JSONExtractInt(value, 'stillRound') AS still_round,
  JSONExtractInt(value, 'left') AS left,
  JSONExtractInt(value, 'quiet') AS quiet,
  JSONExtractInt(value, 'solved') AS solved,
  JSONExtractInt(value, 'provisional') AS provisional,
  JSONExtractInt(value, 'costCents') AS cost_cents,
  JSONExtractInt(value, 'avoidableCents') AS avoidable_cents,
  JSONExtractInt(value, 'customerDays') AS customer_days,
  JSONExtractInt(value, 'avoidableDays') AS avoidable_days,
  JSONExtractInt(value, 'solutionSeconds') AS solution_seconds
FROM loopbreaker.kpi_raw FINAL
WHERE value != '';
