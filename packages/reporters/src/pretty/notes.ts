import type { Disease } from '../diseases.ts'
import { count, type Paint, signs } from '../paint.ts'
import { visibleLine } from '../visible.ts'
import { placeOf } from './finding.ts'

/** Notes of one rule that are shown in full; the rest is listed by place. */
const inFull = 2

interface Folding {
  readonly shown: readonly Disease[]
  /** One list for each rule. */
  readonly folded: readonly (readonly Disease[])[]
}

/** A dozen notes of the same kind would bury the one error among them. */
export function foldNotes(found: readonly Disease[], verbose: boolean): Folding {
  const notes = new Map<string, Disease[]>()
  const shown = found.filter((disease) => {
    if (verbose || disease.root.severity !== 'note') return true
    const same = notes.get(disease.root.rule) ?? []
    notes.set(disease.root.rule, [...same, disease])
    return same.length < inFull
  })
  const folded = [...notes.values()].map((same) => same.slice(inFull)).filter((rest) => rest.length > 0)
  return { shown, folded }
}

export function foldedNotes(notes: readonly Disease[], paint: Paint): readonly string[] {
  const [first] = notes
  const title = `${signs.note} ${count(notes.length, 'more note')}`
  return [
    `${paint.severity.note(title)}  ${paint.strong(first?.root.rule ?? '')} ${paint.quiet('(--verbose shows them)')}`,
    ...notes.map(
      ({ root }) =>
        `  ${paint.name(root.location ? placeOf(root.location) : visibleLine(root.migration ?? root.rule))}`,
    ),
  ]
}
