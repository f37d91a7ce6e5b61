-- Purpose: the hot half: what may be written (gate, cut), what was written (journal, tile), what is known of it (series),
-- the dictionaries beside it, and configuration as typed rows for search. Every key of a hot table leads with run_id, no hot
-- table knows a relational one, and ids of the journal come from the run's own clock: so the schema distributes by run.
-- Dictionaries (metric, axis_column, config_key) are reference tables; their ids are handed out by the coordinator.

CREATE SCHEMA store;

-- One row per run: which attempt and epoch may write, and the fold counter.
CREATE TABLE store.gate (
  run_id int8 PRIMARY KEY,
  attempt int4 NOT NULL,
  epoch int8 NOT NULL,
  open boolean NOT NULL,
  fold int8 NOT NULL DEFAULT 0
);

-- An attempt with start_step s hides every earlier attempt's points at step >= s.
CREATE TABLE store.cut (
  run_id int8,
  attempt int4,
  start_step int8 NOT NULL,
  PRIMARY KEY (run_id, attempt)
);

-- The exactly-once cursor of each writer.
CREATE TABLE store.stream (
  run_id int8,
  writer int8,
  seq int8 NOT NULL,
  last_id int8 NOT NULL,
  PRIMARY KEY (run_id, writer)
) WITH (fillfactor = 50);

-- Batches as they came: acknowledged, durable, not yet folded. id: microseconds of the run's node, increasing per writer.
CREATE TABLE store.journal (
  run_id int8,
  id int8,
  writer int8,
  attempt int4 NOT NULL,
  at timestamptz NOT NULL,
  n int4 NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (run_id, id, writer)
);

-- Folded points. lvl -1 history, 0 data, 1..5 pyramid; gen = gate.fold of the fold that wrote it.
CREATE TABLE store.tile (
  run_id int8,
  metric_id int4,
  lvl int2,
  blk int4,
  lo int8,
  gen int8,
  hi int8 NOT NULL,
  n int4 NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (run_id, metric_id, lvl, blk, lo, gen)
);

-- One row per (run, metric). No index on values: so updates stay within the page.
CREATE TABLE store.series (
  run_id int8,
  metric_id int4,
  axis_version_id int4,
  n int8 NOT NULL,
  non_finite int8 NOT NULL,
  first_non_finite_step int8,
  first_step int8,
  first float8,
  last_step int8 NOT NULL,
  last float8,
  min float8,
  argmin int8,
  max float8,
  argmax int8,
  mean float8,
  sealed_hi int8,
  sealed_n int8 NOT NULL,
  as_of timestamptz NOT NULL,
  PRIMARY KEY (run_id, metric_id)
) WITH (fillfactor = 70);
CREATE INDEX series_metric ON store.series (metric_id, run_id);

CREATE SEQUENCE store.metric_ids AS int4;
CREATE TABLE store.metric (
  id int4 PRIMARY KEY DEFAULT nextval('store.metric_ids'),
  project_id int4 NOT NULL,
  name text NOT NULL,
  axis text,
  dtype int2 NOT NULL DEFAULT 0,
  unit text,
  description text,
  UNIQUE (project_id, name)
);

-- The attributes of an axis version, one encoded column a row. The column without a name holds the keys.
CREATE TABLE store.axis_column (
  axis_version_id int4,
  name text,
  kind int2 NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (axis_version_id, name)
);

CREATE SEQUENCE store.config_key_ids AS int4;
CREATE TABLE store.config_key (
  id int4 PRIMARY KEY DEFAULT nextval('store.config_key_ids'),
  project_id int4 NOT NULL,
  path text NOT NULL,
  UNIQUE (project_id, path)
);
CREATE TABLE store.config (
  run_id int8,
  key_id int4,
  num float8,
  txt text,
  flag boolean,
  PRIMARY KEY (run_id, key_id)
);
CREATE INDEX config_num ON store.config (key_id, num, run_id) WHERE num IS NOT NULL;
-- A value of several thousand characters exceeds a btree row.
CREATE INDEX config_txt ON store.config (key_id, left(txt, 200), run_id) WHERE txt IS NOT NULL;

-- Bodies are dense already: pglz would cost 570 ns a point, and slices must stay readable without the whole.
ALTER TABLE store.journal ALTER body SET STORAGE EXTERNAL;
ALTER TABLE store.tile ALTER body SET STORAGE EXTERNAL;
ALTER TABLE store.axis_column ALTER body SET STORAGE EXTERNAL;

-- Journal and tiles are inserted and deleted: space is recycled by vacuum, so vacuum comes by count, not by share.
ALTER TABLE store.journal SET (
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
  toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 50000);
ALTER TABLE store.tile SET (
  autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000,
  toast.autovacuum_vacuum_scale_factor = 0.02, toast.autovacuum_vacuum_threshold = 50000);
