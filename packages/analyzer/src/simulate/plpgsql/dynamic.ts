import { type Node, parseScript } from '@migration-doctor/sql'
import type { Session } from '../session.ts'
import { isHarmless, objectNames } from './touch.ts'
import type { Unknown } from './value.ts'

/** What a statement of which only parts of the text are known may do. */
export interface Guess {
  /** `null` when the parts do not say what kind of statement it is. */
  readonly nodes: readonly Node[] | null
  readonly hole: string
}

/** Reads a text with holes: each is taken for a name or a value, whichever makes a statement of it. */
export function guess(text: Unknown): Guess {
  const hole = 'hole0of0text'
  for (const filler of [hole, '0']) {
    const filled = text.parts.map((part) => part ?? filler).join('')
    const { items } = parseScript(filled)
    const nodes = items.flatMap((item) => ('statement' in item ? [item.statement.node] : []))
    if (nodes.length > 0 && nodes.length === items.length && !startsWithHole(text)) return { nodes, hole }
  }
  return { nodes: routineNodes(text.parts[0] ?? ''), hole }
}

/** `CREATE OR REPLACE FUNCTION name(…`: whatever follows, it makes that routine. */
function routineNodes(start: string): readonly Node[] | null {
  const open = start.indexOf('(')
  if (open === -1) return null
  const [item] = parseScript(`${start.slice(0, open)}() RETURNS void LANGUAGE sql AS ''`).items
  return item && 'statement' in item && 'CreateFunctionStmt' in item.statement.node ? [item.statement.node] : null
}

function startsWithHole(text: Unknown): boolean {
  return text.parts[0] === null
}

/** Taints exactly what such a text may touch: names with a hole in them mean every name of that form. */
export function taintGuess(session: Session, { nodes, hole }: Guess): void {
  if (!nodes) session.taint(null)
  for (const node of nodes ?? []) {
    if (isHarmless(node)) continue
    for (const name of objectNames(session, node)) {
      if (!name.includes(hole)) session.taint([name])
      else if (name === hole) session.taint(null)
      else session.taintLike(name.toLowerCase().split(hole))
    }
  }
}
