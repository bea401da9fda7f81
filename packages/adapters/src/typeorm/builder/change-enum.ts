import type { Change } from './change.ts'
import type { Session } from './session.ts'
import { hasDefault } from './statement.ts'

/** New labels of an enum. Says whether the default was dealt with on the way. */
export function changeEnum(session: Session, change: Change): boolean {
  const { old, next } = change
  const before = old.enum ?? []
  const after = next.enum ?? []
  if (sameMembers(before, after) && next.enumName === old.enumName) return false
  const added = after.filter((label) => !before.includes(label))
  const onlyAdded = before.every((label) => after.includes(label)) && added.length > 0
  if (!session.legacy && onlyAdded) {
    const name = session.driver.enumName(change.table, old)
    for (const label of added) session.send(`ALTER TYPE ${name} ADD VALUE '${label.replaceAll("'", "''")}'`)
    return false
  }
  return replaceEnum(session, change)
}

/** As TypeORM compares: the same members, in whatever order. */
function sameMembers(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((label) => b.includes(label))
}

/** The old type steps aside, a new one is made, the column moves over. */
function replaceEnum(session: Session, { table, old, next }: Change): boolean {
  const { say, driver } = session
  const array = next.isArray ? '[]' : ''
  const newName = driver.enumName(table, next)
  const aside = driver.enumName(table, old, { withSchema: false, old: true })
  session.send(`ALTER TYPE ${driver.enumName(table, old)} RENAME TO ${aside}`, say.createEnum(newName, next))
  if (hasDefault(old)) session.send(say.alterColumn(table, old.name, 'DROP DEFAULT'))
  session.send(
    say.alterColumn(table, next.name, `TYPE ${newName}${array} USING "${next.name}"::"text"::${newName}${array}`),
  )
  if (hasDefault(next)) session.send(say.alterColumn(table, next.name, `SET DEFAULT ${next.default}`))
  session.send(`DROP TYPE ${driver.enumName(table, old, { old: true })}`)
  return hasDefault(old)
}
