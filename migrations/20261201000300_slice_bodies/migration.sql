-- Purpose: one layout of whatever is cut (libs/metrics/src/tiles/sliced-body.ts), so one function cuts it, and every slice carries a
-- checksum. Axis series that earlier, unreleased versions folded cannot be read any more.

-- The body cut down to one slice of it: what is before the slices, the slice, the trailer if it is wanted. What has no slices comes whole, as does
-- a body whose sizes cannot be right: its reader says so. NULL when there is no such slice. Bodies are stored raw and out of line, so only
-- the pages of what is taken here are touched.
CREATE FUNCTION store.slice_of(p_body bytea, p_slice int4, p_with_trailer bool) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  head bytea := substr(p_body, 1, 32);
  slices int8;
  slice int8;
  before int8;
BEGIN
  IF octet_length(head) < 32 OR get_byte(head, 0) NOT IN (69, 76, 82) THEN RETURN p_body; END IF;
  slices := get_byte(head, 4) + get_byte(head, 5) * 256 + get_byte(head, 6) * 65536;
  slice := get_byte(head, 12) + get_byte(head, 13) * 256 + get_byte(head, 14) * 65536;
  before := get_byte(head, 16) + get_byte(head, 17) * 256 + get_byte(head, 18) * 65536;
  IF p_slice < 0 OR p_slice >= slices THEN RETURN NULL; END IF;
  IF before + slices * slice > octet_length(p_body) THEN RETURN p_body; END IF;
  IF before > 32 THEN head := substr(p_body, 1, before::int4); END IF;
  IF NOT p_with_trailer THEN RETURN head || substr(p_body, (before + p_slice * slice)::int4 + 1, slice::int4); END IF;
  RETURN head
    || substr(p_body, (before + p_slice * slice)::int4 + 1, slice::int4)
    || substr(p_body, (before + slices * slice)::int4 + 1);
END $$;

CREATE OR REPLACE FUNCTION store.element_of(p_body bytea, p_element int4) RETURNS bytea
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT store.slice_of(p_body, p_element, true) $$;

CREATE OR REPLACE FUNCTION store.cells_of(p_body bytea, p_element int4) RETURNS bytea
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT store.slice_of(p_body, p_element, false) $$;
