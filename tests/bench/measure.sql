-- measure.sql: what an item is, how it is timed, and how its plan is put in one line.
CREATE EXTENSION continuum;
CREATE EXTENSION pgcrypto;
CREATE SCHEMA bench;
SELECT format('ALTER DATABASE %I SET search_path = bench, continuum, public', current_database()) \gexec
SET search_path = bench, continuum, public;

-- An item is two statements that answer the same, with one row. Targets come with a sense: at most
-- so many times the peer's time, or at least so many times as fast.
CREATE TABLE item (
  n integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  sense text NOT NULL CHECK (sense IN ('ours/peer <=', 'peer/ours >=')),
  target numeric,
  ours text NOT NULL,
  peer text NOT NULL,
  settings text[] NOT NULL DEFAULT '{}', -- name, value, name, value, ...
  by_clock boolean NOT NULL DEFAULT false, -- parallel: time on one core says nothing
  ours_ms numeric, peer_ms numeric, ours_plan text, peer_plan text);

-- Nodes of a plan from the top, along the outer side: "Aggregate < HashAggregate < Seq Scan stay".
CREATE FUNCTION plan_line(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  plan json;
BEGIN
  EXECUTE 'EXPLAIN (COSTS OFF, FORMAT JSON) ' || statement INTO plan;
  RETURN (
    WITH RECURSIVE node(depth, at) AS (
      SELECT 0, plan::jsonb -> 0 -> 'Plan'
      UNION ALL SELECT depth + 1, at -> 'Plans' -> 0 FROM node WHERE at -> 'Plans' -> 0 IS NOT NULL)
    SELECT string_agg(CASE at ->> 'Node Type'
        WHEN 'Aggregate' THEN CASE at ->> 'Strategy' WHEN 'Hashed' THEN 'HashAggregate' WHEN 'Sorted' THEN 'GroupAggregate' ELSE 'Aggregate' END
        ELSE at ->> 'Node Type' END
        || coalesce(' ' || (at ->> 'Relation Name'), '')
        || coalesce(' (' || nullif(at ->> 'Planned Partitions', '0') || ' partitions)', ''), ' < ' ORDER BY depth)
    FROM node WHERE at ->> 'Node Type' <> 'Subquery Scan');
END $$;

-- Nanoseconds that this backend has been on a core (Linux), NULL where the system does not say. The
-- system counts at its ticks, milliseconds apart, and whenever a process leaves its core: so leave it.
CREATE FUNCTION on_core() RETURNS numeric LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_sleep(0.0001);
  RETURN split_part(pg_read_file('/proc/self/schedstat'), ' ', 1)::numeric;
EXCEPTION WHEN OTHERS THEN
  RETURN NULL;
END $$;

-- Time on a core, because a busy machine makes the clock useless for ratios; by the clock where
-- parallel workers share the work, and where the system does not tell.
CREATE FUNCTION milliseconds(statement text, by_clock boolean) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE
  began timestamptz := clock_timestamp();
  core_began numeric := bench.on_core();
BEGIN
  EXECUTE statement; -- no INTO: a row limit would forbid parallel workers
  RETURN coalesce(CASE WHEN NOT by_clock THEN (bench.on_core() - core_began) / 1e6 END,
    extract(epoch FROM clock_timestamp() - began) * 1000);
END $$;

CREATE FUNCTION answer_of(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  answer text;
BEGIN
  EXECUTE format('SELECT answer::text FROM (%s) AS answer', statement) INTO answer;
  RETURN answer;
END $$;

-- One untimed run of each, which must answer the same; then in turn, so that a busy machine slows both alike.
CREATE PROCEDURE measure(which integer, rounds integer) LANGUAGE plpgsql AS $$
DECLARE
  i bench.item;
  ours_all numeric[];
  peer_all numeric[];
BEGIN
  SELECT * INTO i FROM bench.item WHERE n = which;
  FOR s IN 1 .. coalesce(array_length(i.settings, 1), 0) BY 2 LOOP
    PERFORM set_config(i.settings[s], i.settings[s + 1], true);
  END LOOP;
  IF bench.answer_of(i.ours) <> bench.answer_of(i.peer) THEN
    RAISE EXCEPTION 'item "%": ours answers %, the peer %', i.name, bench.answer_of(i.ours), bench.answer_of(i.peer);
  END IF;
  FOR round IN 1 .. rounds LOOP
    ours_all := ours_all || bench.milliseconds(i.ours, i.by_clock);
    peer_all := peer_all || bench.milliseconds(i.peer, i.by_clock);
  END LOOP;
  UPDATE bench.item SET ours_plan = bench.plan_line(i.ours), peer_plan = bench.plan_line(i.peer),
    ours_ms = (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) FROM unnest(ours_all) AS ms),
    peer_ms = (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) FROM unnest(peer_all) AS ms)
  WHERE n = which;
END $$;
