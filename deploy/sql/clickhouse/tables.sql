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
