import type { ShapeDifference } from './difference.ts'
import type { Shape, ShapePart } from './shape.ts'

/** How `actual` differs from what was wished. What is not known of either does not differ. */
export function differences(wished: Shape, actual: Shape): readonly ShapeDifference[] {
  const object = actual.get('object ')
  const isSameKind = sameKind(wished, actual)
  const found = [...wished].flatMap(([key, part]) => {
    const other = actual.get(key)
    if (other) return changes(part, other)
    return isSameKind ? [{ part: part.part, name: part.name, how: 'missing' } as const] : []
  })
  if (!isSameKind) return found
  const extra = [...actual].flatMap(([key, part]) => {
    if (wished.has(key)) return []
    // A constraint that came later belongs to what the table has become.
    if (part.part === 'constraint' && part.born !== object?.born) return []
    return [{ part: part.part, name: part.name, how: 'extra' } as const]
  })
  return [...found, ...extra]
}

function sameKind(wished: Shape, actual: Shape): boolean {
  return wished.get('object ')?.facts.get('kind')?.same === actual.get('object ')?.facts.get('kind')?.same
}

function changes(wished: ShapePart, actual: ShapePart): readonly ShapeDifference[] {
  const found = allChanges(wished, actual)
  // Where the keys or the predicate differ already, the rest need not be told.
  const rest = found.filter((one) => one.fact !== 'details')
  return rest.length > 0 ? rest : found
}

function allChanges(wished: ShapePart, actual: ShapePart): readonly ShapeDifference[] {
  return [...wished.facts].flatMap(([fact, { same, words }]) => {
    const other = actual.facts.get(fact)
    if (!other || same === undefined || other.same === undefined || same === other.same) return []
    return [{ part: wished.part, name: wished.name, how: 'changed', fact, wanted: words, actual: other.words } as const]
  })
}

/** Of the earlier differences, those that are still there. */
export function stillThere(
  earlier: readonly ShapeDifference[],
  now: readonly ShapeDifference[],
): readonly ShapeDifference[] {
  const keyOf = ({ part, name, how, fact }: ShapeDifference) => JSON.stringify([part, name, how, fact])
  const left = new Set(now.map(keyOf))
  return earlier.filter((one) => left.has(keyOf(one)))
}
