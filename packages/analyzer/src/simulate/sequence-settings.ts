/** A row of `pg_sequence`, and where the sequence is. */
export interface SequenceSettings {
  readonly type: 'smallint' | 'integer' | 'bigint'
  readonly increment: bigint
  readonly min: bigint
  readonly max: bigint
  readonly start: bigint
  readonly last: bigint
}
