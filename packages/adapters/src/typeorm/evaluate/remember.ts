import type { CatalogView } from '@migration-doctor/core'

/**
 * The same view with its answers kept. The program runs again from its start for every further question, and what it asked before has to
 * be answered as it was then: the catalog behind the view has gone on since.
 */
export function remembering(view: CatalogView): CatalogView {
  const { defaultSchema } = view
  const table = kept(view.table)
  const isView = kept(view.view)
  const enumLabels = kept(view.enumLabels)
  const hasSchema = kept(view.hasSchema)
  return {
    defaultSchema,
    table,
    view: isView,
    enumLabels,
    hasSchema,
    ...(view.relation ? { relation: kept(view.relation) } : {}),
    ...(view.rows ? { rows: kept(view.rows) } : {}),
  }
}

function kept<Words extends readonly unknown[], Answer>(ask: (...words: Words) => Answer): (...words: Words) => Answer {
  const answers = new Map<string, Answer>()
  return (...words) => {
    const key = JSON.stringify(words, (_, value: unknown) => (value === undefined ? { left: 'out' } : value))
    const known = answers.get(key)
    if (known !== undefined || answers.has(key)) return known as Answer
    const answer = ask(...words)
    answers.set(key, answer)
    return answer
  }
}
