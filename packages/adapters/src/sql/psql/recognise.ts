import { loadParser, parseScript, readPsql } from '@migration-doctor/sql'
import type { Dialect, Replacement } from '../dialect.ts'
import { isKnown } from './commands.ts'

/** What a text that means psql cannot do without. */
const sign = /^[^\n]*\\|\bfrom\s+p?stdin\b/im

/**
 * Whether a file is a script for psql: because the tool says so, or because it holds psql's commands or data lines
 * and is no SQL without them.
 */
export async function isForPsql(text: string, { psql }: Dialect): Promise<boolean> {
  if (psql === 'always') return true
  if (psql !== 'where-used' || !sign.test(text)) return false
  const { metas, copyData } = readPsql(text)
  if (metas.length === 0 && copyData.length === 0) return false
  if (!metas.every(({ command }) => isKnown(command))) return false
  await loadParser()
  return parseScript(text).items.some((item) => 'problem' in item)
}

/** The data lines of `COPY … FROM stdin`, for tools that pass them on themselves: blanks take their place. */
export async function copyDataIn(text: string, { psql }: Dialect): Promise<readonly Replacement[]> {
  if (psql !== 'copy-data' || !sign.test(text)) return []
  const { metas, copyData } = readPsql(text)
  if (metas.length > 0) return []
  return copyData.map(({ start, end }) => {
    const after = text.startsWith('\\.', end) ? end + 2 : end
    return { start, end: after, text: '' }
  })
}
