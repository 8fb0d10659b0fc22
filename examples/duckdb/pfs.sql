-- Progression-free survival from the event log alone: `hepatrace export --format events-parquet --to log`, then
--
--   duckdb -cmd "SET VARIABLE log = 'log/events.parquet'; SET VARIABLE time_zero = 'metastasis'" -f examples/duckdb/pfs.sql
--
-- gives what `hepatrace analyse pfs --rule-set as-recorded --time-zero metastasis` gives: a row a patient in the table pfs, and
-- the median. The log may be many files: 'log/*/*.parquet'. time_zero is registration, metastasis or first-treatment.
-- Two things are left to the service, and such patients are not evaluable here: a month or a year where a day matters
-- (needs-imputation), and records that were merged (needs-merging). Payloads stand in the version they were written in; the
-- fields read here are the same in all of them.

CREATE OR REPLACE TEMP MACRO day_of(text) AS CASE
  WHEN text SIMILAR TO '\d{4}-\d{2}-\d{2}' THEN TRY_CAST(text AS DATE) - DATE '1970-01-01'
  WHEN text SIMILAR TO '[+-]\d+' THEN TRY_CAST(text AS BIGINT)
END;

CREATE OR REPLACE TEMP MACRO fields_of(payload) AS json_transform(payload,
  '{"kind": "VARCHAR", "overall": "VARCHAR", "basis": "VARCHAR", "grade": "VARCHAR", "when": "VARCHAR", "lastDay": "VARCHAR"}');

CREATE OR REPLACE TEMP TABLE pfs AS
WITH log AS (
  SELECT patient_id, event_id, supersedes_event_id, stream_revision, event_type, retracted, payload,
    CASE valid_precision
      WHEN 'day' THEN valid_from - DATE '1970-01-01'
      WHEN 'relative' THEN relative_day
    END AS day,
    coalesce(valid_precision IN ('month', 'year'), false) AS partial
  FROM read_parquet(getvariable('log')) WHERE patient_id IS NOT NULL
),
merged AS (
  SELECT unnest([patient_id, payload ->> '$.otherPatientId']) AS patient_id FROM log WHERE event_type = 'PatientsMerged'
),
corrections AS (
  SELECT patient_id, supersedes_event_id AS event_id, day, partial, payload -> '$.data' AS data
  FROM log WHERE event_type = 'EventCorrected'
  QUALIFY row_number() OVER (PARTITION BY patient_id, supersedes_event_id ORDER BY stream_revision DESC) = 1
),
-- What stands: each event with the date and the fields of its last correction; none that was taken back.
facts AS (
  SELECT patient_id, event_type AS type,
    CASE WHEN later.event_id IS NULL THEN log.day ELSE later.day END AS day,
    coalesce(later.partial, log.partial) AS partial,
    fields_of(coalesce(later.data, log.payload)) AS data
  FROM log LEFT JOIN corrections AS later USING (patient_id, event_id)
  WHERE NOT retracted AND event_type NOT IN ('EventCorrected', 'EventRetracted')
),
read AS (
  SELECT patient_id, type, day, day_of(data.lastDay) AS last_day,
    partial OR data.lastDay <> 'unknown' AND day_of(data.lastDay) IS NULL AS partial,
    CASE getvariable('time_zero')
      WHEN 'registration' THEN type = 'PatientRegistered'
      WHEN 'metastasis' THEN type = 'DiagnosisMade' AND data.kind IN ('liver-metastasis', 'other-metastasis')
      WHEN 'first-treatment' THEN
        type IN ('ChemotherapyCycleGiven', 'ChemotherapyCourseGiven', 'ResectionPerformed', 'AblationPerformed',
          'RadiotherapyGiven', 'NewTherapyStarted')
        OR type = 'EmbolisationPerformed' AND data.kind IN ('TACE', 'radioembolisation')
      ELSE error('time_zero is none of registration, metastasis, first-treatment')
    END AS sets_zero,
    -- Of any basis but a marker alone.
    type = 'ResponseAssessed' AND data.overall = 'PD'
      OR type = 'ProgressionDocumented' AND data.basis <> 'marker' AS progression,
    -- What needs a living patient: src/outcomes/life.ts.
    CASE type
      WHEN 'ResectionAbandoned' THEN data.when = 'at-exploration'
      WHEN 'ToxicityObserved' THEN data.grade IS DISTINCT FROM '5'
      WHEN 'ComplicationObserved' THEN data.grade IS DISTINCT FROM 'V'
      ELSE type IN ('DiagnosisMade', 'ImagingPerformed', 'ChemotherapyCycleGiven', 'ChemotherapyCourseGiven',
        'NewTherapyStarted', 'ResponseAssessed', 'ResectionPerformed', 'AblationPerformed', 'EmbolisationPerformed',
        'RadiotherapyGiven', 'TumourMarkerMeasured', 'ProgressionDocumented', 'FollowedUp', 'ConsentWithdrawn')
    END AS alive
  FROM facts
),
patients AS (
  SELECT patient_id,
    min(day) FILTER (sets_zero) AS zero,
    min(day) FILTER (type = 'Died') AS death,
    bool_or(type = 'Died') AS died,
    bool_or(partial AND (sets_zero OR progression OR alive OR type = 'Died')) AS partial,
    list(day) FILTER (progression) AS progressions,
    -- A course of chemotherapy proves life on its last day too.
    max(if(last_day > day, last_day, day)) FILTER (alive) AS last_alive,
    max(day) FILTER (alive AND NOT sets_zero) AS last_seen
  FROM read GROUP BY patient_id
),
timed AS (
  SELECT patient_id, zero, death, died, partial,
    list_min(list_filter(progressions, lambda day: day >= zero AND day <= coalesce(death, day))) AS progressed,
    -- The event that sets time zero is itself no follow-up.
    CASE WHEN last_alive > zero THEN last_alive WHEN last_seen = zero THEN zero END AS last_alive
  FROM patients
),
judged AS (
  SELECT *,
    CASE
      WHEN patient_id IN (FROM merged) THEN 'needs-merging'
      WHEN partial THEN 'needs-imputation'
      WHEN zero IS NULL THEN 'no-time-zero'
      WHEN death < zero THEN 'death-before-time-zero'
      WHEN died AND death IS NULL THEN 'undated-death'
      WHEN progressed IS NOT NULL THEN 'progression'
      WHEN death IS NOT NULL THEN 'death'
      WHEN last_alive IS NOT NULL THEN 'no-event'
      ELSE 'no-follow-up'
    END AS reason
  FROM timed
)
SELECT patient_id,
  CASE
    WHEN reason IN ('progression', 'death') THEN 'event'
    WHEN reason = 'no-event' THEN 'censored'
    ELSE 'not-evaluable'
  END AS status,
  CASE reason
    WHEN 'progression' THEN progressed - zero
    WHEN 'death' THEN death - zero
    WHEN 'no-event' THEN last_alive - zero
  END AS days,
  reason
FROM judged ORDER BY patient_id;

-- Kaplan and Meier, J Am Stat Assoc 1958;53:457-81. Where the curve lies at a half over an interval, its middle, as R has it.
WITH at_day AS (
  SELECT days, count(*) FILTER (status = 'event') AS events, count(*) AS leaving
  FROM pfs WHERE status <> 'not-evaluable' GROUP BY days
),
at_risk AS (
  SELECT days, events, sum(leaving) OVER (ORDER BY days DESC) AS at_risk FROM at_day
),
curve AS (
  SELECT days, product(1 - events / at_risk) OVER (ORDER BY days) AS survival FROM at_risk
)
SELECT
  (SELECT count(*) FROM pfs WHERE status <> 'not-evaluable') AS n,
  (SELECT count(*) FROM pfs WHERE status = 'event') AS events,
  (reached + coalesce(passed, reached)) / 2 AS median
FROM (
  SELECT min(days) FILTER (survival <= 0.5 + 1e-9) AS reached, min(days) FILTER (survival < 0.5 - 1e-9) AS passed
  FROM curve
);
