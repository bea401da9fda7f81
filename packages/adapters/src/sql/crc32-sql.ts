/**
 * An SQL expression for the CRC-32 (IEEE) of a `bytea`, as a `bigint`: bit by bit, since PostgreSQL has no function
 * for it before version 18.
 */
export function crc32Of(bytes: string): string {
  return `(WITH RECURSIVE input(bytes) AS (SELECT ${bytes}),
  crc(bit, value) AS (
    SELECT 0, 4294967295::bigint
    UNION ALL
    SELECT bit + 1, CASE WHEN mixed & 1 = 1 THEN (mixed >> 1) # 3988292384 ELSE mixed >> 1 END
      FROM crc, input,
           LATERAL (SELECT CASE WHEN bit % 8 = 0 THEN value # get_byte(bytes, bit / 8) ELSE value END) AS step(mixed)
     WHERE bit < 8 * length(bytes)
  )
  SELECT value # 4294967295 FROM crc ORDER BY bit DESC LIMIT 1)`
}
