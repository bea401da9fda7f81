import { createHash } from 'node:crypto'
import { type Catalog, canonicalText } from '@migration-doctor/core'

/** SHA-256 in hex of what a catalog contains; the same for the same contents, in whatever order they were read. */
export function hashCatalog(catalog: Catalog): string {
  return createHash('sha256').update(canonicalText(catalog)).digest('hex')
}
