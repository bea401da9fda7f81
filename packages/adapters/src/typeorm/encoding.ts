import path from 'node:path'
import type { Files, Migration, ReadingProblem } from '@migration-doctor/core'
import { decodeText } from '../decode.ts'

/** Node and the TypeScript compiler put U+FFFD in the place of bytes that are no UTF-8, and that is what is sent. */
export async function encodingProblems(
  migrations: readonly Migration[],
  read: { readonly root: string; readonly files: Files; readonly sources: ReadonlyMap<string, string> },
): Promise<readonly ReadingProblem[]> {
  const names = new Set(migrations.map(({ file }) => file))
  const doubtful = [...names].filter((file) => read.sources.get(file)?.includes('\uFFFD'))
  const problems: ReadingProblem[] = []
  for (const file of doubtful) {
    const { fault } = decodeText(await read.files.readBytes(path.resolve(read.root, file)))
    if (fault?.kind !== 'utf-8') continue
    const place = { file, span: { start: fault.offset, end: fault.offset + 1 } }
    const data = { file, kind: fault.kind, bytes: fault.bytes, reader: 'replaced' }
    problems.push({ rule: 'invalid-encoding', place, data })
  }
  return problems
}
