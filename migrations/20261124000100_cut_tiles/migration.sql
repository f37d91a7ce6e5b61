-- Purpose: one element of a tile without reading the tile. Bodies are stored raw and out of line, so only the pages of the pieces
-- taken here are touched.

-- The body cut down to one element of it (one stat of a grouping row): head, the pieces of the element, trailer. A sparse block
-- has no such pieces and comes whole; so does what is no part of a sealed column. NULL when there is no such element. The bytes
-- are described in libs/metrics/src/tiles: vector-layout.ts, vector-block.ts, group-tile.ts, vector-pyramid.ts.
CREATE FUNCTION store.element_of(p_body bytea, p_element int4) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  head bytea := substr(p_body, 1, 24);
  kind int4;
  cell int4;
  width int4;
  n int4;
  cells int4; -- of all elements before the one: where the next piece of it begins
  piece int4;
  bitmap int4;
  heading int4;
BEGIN
  IF octet_length(head) < 24 THEN RETURN p_body; END IF;
  kind := get_byte(head, 0);
  IF kind NOT IN (68, 71, 80) THEN RETURN p_body; END IF;
  cell := get_byte(head, 1);
  width := get_byte(head, 4) + get_byte(head, 5) * 256 + get_byte(head, 6) * 65536;
  n := get_byte(head, 8) + get_byte(head, 9) * 256 + get_byte(head, 10) * 65536;
  IF p_element < 0 OR p_element >= width THEN RETURN NULL; END IF;
  cells := p_element * n;
  IF kind = 68 THEN -- dense block: cells, bitmap
    piece := n * cell;
    bitmap := CASE WHEN get_byte(head, 2) = 1 THEN (n + 7) / 8 ELSE 0 END;
    RETURN substr(head, 1, 16)
      || substr(p_body, 17 + p_element * piece, piece)
      || CASE WHEN bitmap = 0 THEN ''::bytea ELSE substr(p_body, 17 + width * piece + p_element * bitmap, bitmap) END
      || substr(p_body, octet_length(p_body) - 24 * n + 1, 24 * n);
  ELSIF kind = 71 THEN -- grouping row: names, then of each stat [group][n]
    piece := 8 * n * (get_byte(head, 16) + get_byte(head, 17) * 256 + get_byte(head, 18) * 65536);
    heading := 24 + (get_byte(head, 20) + get_byte(head, 21) * 256 + get_byte(head, 22) * 65536 + 7) / 8 * 8;
    RETURN substr(p_body, 1, heading)
      || substr(p_body, heading + p_element * piece + 1, piece)
      || substr(p_body, octet_length(p_body) - 24 * n + 1, 24 * n);
  END IF;
  -- Pyramid row: mean, min, max, numbers, finite.
  RETURN substr(head, 1, 16)
    || substr(p_body, 17 + cells * 8, n * 8)
    || substr(p_body, 17 + width * n * 8 + cells * cell, n * cell)
    || substr(p_body, 17 + width * n * (8 + cell) + cells * cell, n * cell)
    || substr(p_body, 17 + width * n * (8 + 2 * cell) + cells * 2, n * 2)
    || substr(p_body, 17 + width * n * (10 + 2 * cell) + cells * 2, n * 2)
    || substr(p_body, octet_length(p_body) - 32 * n + 1, 32 * n);
END $$;
