import { quoteIdentifier } from '../names.ts'
import type { PartitionKey } from '../objects.ts'
import type { Showing } from './showing.ts'

/** `pg_get_partkeydef`; `undefined` where it is not known. */
export function partitionKeyDefinition(key: PartitionKey, showing: Showing): string | undefined {
  const keys = key.columns.map((column, at): string | undefined => {
    const details = key.keys[at]
    if (!details || details.isUnusual) return undefined
    if (column) return quoteIdentifier(column.name, showing.pgVersion)
    const text = details.kept?.text((schema) => showing.hostOf(schema))
    if (text === undefined) return undefined
    return details.kept?.looksLikeCall() ? text : `(${text})`
  })
  return keys.includes(undefined) ? undefined : `${key.strategy.toUpperCase()} (${keys.join(', ')})`
}
