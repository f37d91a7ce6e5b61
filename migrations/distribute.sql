-- Purpose: spreads the hot tables over a Citus cluster by run. Does nothing where Citus is not installed; safe to repeat.
-- Relational tables stay ordinary tables of the coordinator. Run it once after the migrations, as the owner.
-- A file, not a folder: Prisma takes every folder beside it for a migration.
DO $$
DECLARE
  hot text;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN RETURN; END IF;
  FOREACH hot IN ARRAY ARRAY['gate', 'cut', 'stream', 'journal', 'tile', 'series', 'config'] LOOP
    IF NOT EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = format('store.%I', hot)::regclass) THEN
      PERFORM create_distributed_table(format('store.%I', hot), 'run_id', colocate_with => CASE hot WHEN 'gate' THEN 'none' ELSE 'store.gate' END);
    END IF;
  END LOOP;
  FOREACH hot IN ARRAY ARRAY['metric', 'axis_column', 'config_key'] LOOP
    IF NOT EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = format('store.%I', hot)::regclass) THEN
      PERFORM create_reference_table(format('store.%I', hot));
    END IF;
  END LOOP;
  -- The toast options of the migration are lost when a table is distributed.
  ALTER TABLE store.journal SET (toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 50000);
  ALTER TABLE store.tile SET (toast.autovacuum_vacuum_scale_factor = 0.02, toast.autovacuum_vacuum_threshold = 50000);
END $$;
