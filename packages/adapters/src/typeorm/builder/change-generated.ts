import type { Change } from './change.ts'
import type { Session } from './session.ts'

/** A column begins or ceases to be filled by a sequence or a UUID. */
export function changeGenerated(session: Session, { table, old, next }: Change): void {
  const { say, driver } = session
  const sequence = driver.escapePath(driver.sequencePath(table, next.name))
  const drop = say.alterColumn(table, next.name, 'DROP DEFAULT')
  if (old.isGenerated && old.generationStrategy === 'uuid')
    session.send(say.alterColumn(table, old.name, 'DROP DEFAULT'))
  if (old.isGenerated && old.generationStrategy === 'increment') session.send(drop, `DROP SEQUENCE ${sequence}`)
  if (next.generationStrategy === 'uuid') {
    session.send(next.isGenerated ? say.alterColumn(table, next.name, `SET DEFAULT ${driver.uuidGenerator}`) : drop)
  } else if (next.generationStrategy === 'increment' && next.isGenerated) {
    session.send(
      `CREATE SEQUENCE IF NOT EXISTS ${sequence} OWNED BY ${driver.escapePath(table)}."${next.name}"`,
      say.alterColumn(table, next.name, `SET DEFAULT nextval('${sequence}')`),
    )
  } else if (next.generationStrategy === 'increment') session.send(drop, `DROP SEQUENCE ${sequence}`)
}
