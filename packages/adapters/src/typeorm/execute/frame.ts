import type * as t from '@babel/types'
import type { Piece, Place, SqlChunk } from '@migration-doctor/core'
import type { SourceStore } from '../evaluate/source.ts'
import type { SourceFile } from '../evaluate/source-file.ts'

/** Where a program was when it called something. Lines and columns from 1. */
export interface Frame {
  /** Absolute. */
  readonly path: string
  readonly line: number
  readonly column: number
}

const frameLine = /^\s*at .*?(?:\(|\s)(?:file:\/\/)?((?:\/|[A-Za-z]:[\\/])[^()]*?):(\d+):(\d+)\)?$/

/** The frames of a stack that stand in the user's own files, innermost first. */
export function framesOf(stack: string, root: string): readonly Frame[] {
  return stack.split('\n').flatMap((text) => {
    const found = frameLine.exec(text)
    const path = decodeURI((found?.[1] ?? '').replaceAll('\\', '/'))
    if (!path.startsWith(`${root}/`) || path.includes('/node_modules/')) return []
    return [{ path, line: Number(found?.[2]), column: Number(found?.[3]) }]
  })
}

/** The call at a frame; the migration's own file first. `null`: the sources do not show it. */
export interface FoundCall {
  readonly source: SourceFile
  readonly call: t.CallExpression | t.TaggedTemplateExpression
}

/** Loads what the frames need and finds the call. */
export async function findCall(
  frames: readonly Frame[],
  own: string,
  method: string | null,
  store: SourceStore,
): Promise<FoundCall | null> {
  const inOrder = [...frames.filter(({ path }) => path === own), ...frames.filter(({ path }) => path !== own)]
  for (const frame of inOrder) {
    await store.load(frame.path)
    const source = store.program(frame.path)
    if (!source?.program) continue
    // A helper of another file sends it: then the call of the helper is the place in the migration.
    const name = frame === frames[0] ? method : null
    const call = nearestCall(source.program, frame, name) ?? nearestCall(source.program, frame, null)
    if (call) return { source, call }
  }
  return null
}

type Call = FoundCall['call']

function nearestCall(program: t.Program, frame: Frame, method: string | null): Call | null {
  let best: Call | null = null
  let distance = Number.POSITIVE_INFINITY
  visit(program, (node) => {
    if (node.type !== 'CallExpression' && node.type !== 'TaggedTemplateExpression') return
    const callee = node.type === 'CallExpression' ? node.callee : node.tag
    const name = callee.type === 'MemberExpression' ? callee.property : callee
    if (name.loc?.start.line !== frame.line) return
    if (method !== null && !(name.type === 'Identifier' && name.name === method)) return
    const far = Math.abs(name.loc.start.column + 1 - frame.column)
    if (far < distance) {
      best = node
      distance = far
    }
  })
  return best
}

function visit(node: t.Node, found: (node: t.Node) => void): void {
  found(node)
  for (const [key, value] of Object.entries(node)) {
    if (key === 'loc') continue
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) visit(child, found)
  }
}

function isNode(value: unknown): value is t.Node {
  return (
    typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && 'start' in value
  )
}

/** The text with its way back: into the literal that holds it, else to the call as a whole. */
export function chunkAt(text: string, { source, call }: FoundCall): SqlChunk {
  const file = source.file
  const literal = literalOf(call, text)
  if (literal) {
    const from: Place = { file, span: literal }
    const piece: Piece = { at: { start: 0, end: text.length }, from, verbatim: literal.verbatim }
    return { text, place: from, pieces: [piece] }
  }
  return { text, place: { file, span: { start: call.start ?? 0, end: call.end ?? 0 } }, pieces: [] }
}

function literalOf(call: Call, text: string): { start: number; end: number; verbatim: boolean } | null {
  const [first] = call.type === 'CallExpression' ? call.arguments : [call.quasi]
  if (!first || first.start == null || first.end == null) return null
  const inside = { start: first.start + 1, end: first.end - 1 }
  if (first.type === 'StringLiteral' && first.value === text) {
    return { ...inside, verbatim: inside.end - inside.start === text.length }
  }
  if (first.type !== 'TemplateLiteral' || first.expressions.length > 0) return null
  const quasi = first.quasis[0]?.value
  return quasi?.cooked === text ? { ...inside, verbatim: quasi.raw === text } : null
}
