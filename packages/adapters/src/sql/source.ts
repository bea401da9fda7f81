import path from 'node:path'
import { type Files, type ReadingProblem, unusable } from '@migration-doctor/core'
import { decodeText, type EncodingFault, isBinary } from '../decode.ts'
import { errorCode } from '../project-files.ts'
import type { Dialect } from './dialect.ts'

/** A file of migrations as it was read. */
export interface Source {
  /** Relative to the working directory. */
  readonly file: string
  /** Absolute. */
  readonly path: string
  readonly text: string
  readonly fault: EncodingFault | null
  /** It is no text at all. */
  readonly binary: boolean
}

/** What reading a folder needs and fills. */
export interface SourceFiles {
  readonly files: Files
  /** Texts by shown path. */
  readonly sources: Map<string, string>
}

/** @throws DoctorError (2) when the file cannot be read. */
export async function readSource(absolute: string, shown: string, { files, sources }: SourceFiles): Promise<Source> {
  const { text, fault } = decodeText(await bytesOf(absolute, shown, files))
  // What stands behind a NUL is still looked at; offsets stay as they are.
  const legible = fault === null ? text : text.replaceAll('\0', ' ')
  sources.set(shown, legible)
  const binary = fault !== null && fault.kind !== 'utf-16' && isBinary(text)
  return { file: shown, path: path.normalize(absolute), text: legible, fault, binary }
}

async function bytesOf(absolute: string, shown: string, files: Files): Promise<Uint8Array> {
  try {
    return await files.readBytes(absolute)
  } catch (error) {
    throw unusable(`${shown} cannot be read (${errorCode(error) ?? String(error)}).`, hintFor(errorCode(error)))
  }
}

function hintFor(code: string | null): string {
  if (code === 'EISDIR') return 'A directory has the name of a migration: rename it, or name another folder.'
  if (code === 'ELOOP') return 'The symbolic link leads back to itself: correct it, or remove it.'
  return code === 'ENOENT'
    ? 'It is a symbolic link to nothing: correct it, or remove it.'
    : 'Check the permissions of the file.'
}

/** Where the text that is sent begins: behind a byte order mark that is taken off, or that is the fault itself. */
export function textStart({ text, fault }: Source, dialect: Dialect): number {
  const marked = text.charCodeAt(0) === 0xfeff
  return marked && (dialect.stripsByteOrderMark === true || fault?.kind === 'utf-16') ? 1 : 0
}

/** The finding about bytes that are no text. */
export function encodingProblem({ file, fault }: Source, dialect: Dialect): readonly ReadingProblem[] {
  if (!fault) return []
  const { kind, bytes, offset } = fault
  const place = { file, span: { start: offset, end: offset + 1 } }
  return [{ rule: 'invalid-encoding', place, data: { file, kind, bytes, reader: dialect.invalidBytes ?? 'unknown' } }]
}
