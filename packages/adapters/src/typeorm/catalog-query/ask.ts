import type { CatalogView, SqlStep } from '@migration-doctor/core'
import { fromHost } from '../evaluate/convert.ts'
import { plain } from '../evaluate/text.ts'
import { firstWord } from '../evaluate/touches.ts'
import { ArrayValue, type Call, ObjectValue, Unknown, type Value } from '../evaluate/value.ts'
import { answer, answerRegclass, type CatalogRow } from './answer.ts'
import { type CatalogQuestion, type RegclassQuestion, readQuestion } from './question.ts'

/** The rows of a query on a database that the history made from nothing; `null` when it is none, or nobody can tell. */
export function askCatalog(step: SqlStep, call: Call): Value | null {
  const { text } = step.chunk
  if (!/^(?:select|with|table|values)$/i.test(firstWord(text))) return null
  const view = call.run.effects.catalog(call.site)
  if (view instanceof Unknown) return null
  const rows = view.rows?.(text, step.parameters ?? [])
  if (rows) return new ArrayValue(rows.map((row) => knownRow(row)))
  const question = asksCatalog(text) ? readQuestion(text, step.parameters ?? []) : null
  if (!question) return null
  return 'path' in question ? regclassRows(question, view, call) : catalogRows(question, view, call)
}

/** Parsing costs; only what speaks of PostgreSQL's own tables is looked at. */
function asksCatalog(sql: string): boolean {
  return /information_schema|pg_|to_regclass/i.test(sql)
}

function knownRow(row: Readonly<Record<string, unknown>>): ObjectValue {
  const object = new ObjectValue()
  for (const [name, cell] of Object.entries(row)) object.props.set(name, fromHost(cell))
  return object
}

function catalogRows(question: CatalogQuestion, view: CatalogView, call: Call): Value {
  const rows = answer(question, view)
  if (!rows) return new Unknown('what PostgreSQL’s own tables say', call.site)
  const name = question.targets[0]?.name ?? ''
  if (question.asks === 'exists') return oneRow(name, rows.length > 0)
  if (question.asks === 'count') return oneRow(name, plain(String(rows.length)))
  return new ArrayValue(rows.map((row) => rowObject(row, question, call)))
}

function oneRow(name: string, value: Value): Value {
  const row = new ObjectValue()
  row.props.set(name, value)
  return new ArrayValue([row])
}

function rowObject(row: CatalogRow, { targets }: CatalogQuestion, call: Call): ObjectValue {
  const object = new ObjectValue()
  const unknown = (name: string): Unknown => new Unknown(`\`${name}\` in PostgreSQL’s own tables`, call.site)
  for (const { name, column } of targets) {
    if (column !== '*') object.props.set(name, column === null ? unknown(name) : (shown(row, column) ?? unknown(name)))
    else for (const key of row.keys()) object.props.set(key, shown(row, key) ?? unknown(key))
  }
  object.missing = (name) => unknown(name)
  return object
}

function shown(row: CatalogRow, column: string): Value {
  const value = row.get(column)
  return value === undefined ? undefined : plain(value)
}

function regclassRows(question: RegclassQuestion, view: CatalogView, call: Call): Value {
  const found = answerRegclass(question, view)
  if (found === undefined) return new Unknown('whether there is a relation of that name', call.site)
  return oneRow(question.name, question.asBoolean ? found !== null : found === null ? null : plain(found))
}
