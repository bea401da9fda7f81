import type * as t from '@babel/types'
import type { Place } from '@migration-doctor/core'
import type { SourceFile } from './source-file.ts'

export type { Completion, Env, Interpreter } from './value.ts'

export function placeOf(node: t.Node, source: SourceFile): Place {
  return { file: source.file, span: { start: node.start ?? 0, end: node.end ?? 0 } }
}
