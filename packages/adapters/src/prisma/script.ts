import type { Files, ReadingProblem } from '@migration-doctor/core'
import { decodeText, type EncodingFault, isBinary } from '../decode.ts'
import { errorCode } from '../project-files.ts'
import { isAtLeast } from './behaviour.ts'
import { checksumsOf } from './checksum.ts'

/** The `migration.sql` of a directory as it was read. */
export interface Script {
  /** With U+FFFD for bytes that are no text, and spaces for NUL; `null` when the file could not be read. */
  readonly text: string | null
  /** Those under which Prisma accepts it. */
  readonly checksums: readonly string[]
  readonly fault: EncodingFault | null
  /** It is no text at all. */
  readonly binary: boolean
  /** Node's code when it could not be read. */
  readonly failure: string | null
}

export async function readScript(file: string, files: Files): Promise<Script> {
  try {
    const bytes = await files.readBytes(file)
    const { text, fault } = decodeText(bytes)
    const binary = fault !== null && fault.kind !== 'utf-16' && isBinary(text)
    // The command line reads every file as UTF-8, whatever it is, and hands that on.
    const checksums = checksumsOf(fault === null ? text : Buffer.from(bytes).toString('utf8'))
    return { text: fault === null ? text : text.replaceAll('\0', ' '), checksums, fault, binary, failure: null }
  } catch (error) {
    return { text: null, checksums: [], fault: null, binary: false, failure: errorCode(error) ?? String(error) }
  }
}

/** The first version whose command line reads the scripts, in Node; the engine's own strict reading went before. */
const readByNode = [6, 6] as const

/** @param version of Prisma; `null` for the newest. */
export function scriptProblems(file: string, script: Script, version: string | null): readonly ReadingProblem[] {
  const { failure, fault } = script
  if (failure !== null) return [{ rule: 'missing-script', place: null, data: { file, reason: failure } }]
  if (fault === null) return []
  const { kind, bytes, offset } = fault
  const place = { file, span: { start: offset, end: offset + 1 } }
  const reader = isAtLeast(version, readByNode) ? 'replaced' : 'refused'
  return [{ rule: 'invalid-encoding', place, data: { file, kind, bytes, reader } }]
}
