import { type Project, refused, unusable } from '@migration-doctor/core'
import type { Patch, PatchFile } from '../adapter.ts'
import { snakeCase, sqlText, timeOfStamp, utcStamp } from '../naming.ts'
import type { Behaviour } from './behaviour.ts'
import { comparatorOf } from './order.ts'

/**
 * A migration directory that sorts right after the one named: in both of Prisma's orders where a name can, else in the
 * one that this project's version uses.
 */
export function renderPrismaPatch(patch: Patch, project: Project, now: Date): PatchFile {
  assertSendable(patch, project)
  const migration = nameFor(patch, project, now)
  return {
    migration,
    path: `${folderOf(project)}/${migration}/migration.sql`,
    text: sqlText(isCut(project) ? patch.comment.map(withoutSemicolons) : patch.comment, patch.up),
  }
}

/** Whether scripts are cut at every semicolon, also at those in comments. */
function isCut({ migrations }: Project): boolean {
  return migrations[0]?.execution.send === 'semicolon'
}

const withoutSemicolons = (line: string) => line.replaceAll(';', ',')

/** @throws DoctorError (4) when this project's way of sending scripts would break the patch. */
function assertSendable(patch: Patch, project: Project): void {
  const inner = patch.up.find((statement) => statement.trim().replace(/;$/, '').includes(';'))
  if (isCut(project) && inner !== undefined) {
    throw refused(
      'This project runs on the JavaScript schema engine, which cuts scripts at every semicolon: a block or a function body would be torn.',
      'Apply the patch with psql and mark it applied, or run it with the native engine.',
    )
  }
  if (patch.outsideTransaction && patch.up.length > 1) {
    throw refused('A statement that must not run in a transaction has to be alone in its Prisma migration.')
  }
}

function nameFor(patch: Patch, project: Project, now: Date): string {
  const names = project.migrations.map(({ name }) => name)
  const title = snakeCase(patch.title)
  const index = patch.after === null ? names.length - 1 : names.indexOf(patch.after)
  if (patch.after !== null && index < 0) throw unusable(`There is no migration ${patch.after} to put the patch after.`)
  const before = names[index]
  const next = names[index + 1]
  const all = candidates({ before, title, now })
  const inOrders = (orders: readonly Order[]) =>
    all.find((name) => orders.every((order) => fits({ name, before, next }, order)))
  const found = inOrders(['bytes', 'localeCompare']) ?? inOrders([effectiveOrder(project)])
  if (found !== undefined) return found
  throw refused(
    `No name sorts between ${before ?? 'the start'} and ${next ?? 'the end'}.`,
    'Rename the later migration first.',
  )
}

type Order = Behaviour['order']

function effectiveOrder(project: Project): Order {
  return project.order.by === 'bytes' ? 'bytes' : 'localeCompare'
}

function candidates(known: {
  readonly before: string | undefined
  readonly title: string
  readonly now: Date
}): readonly string[] {
  const { before, title, now } = known
  const current = `${utcStamp(now)}_${title}`
  if (before === undefined) return [current]
  const time = timeOfStamp(before.slice(0, 14))
  const later = time ? [`${utcStamp(new Date(time.getTime() + 1000))}_${title}`] : []
  return [current, ...later, `${before}_then_${title}`, `${before}z_${title}`]
}

interface Between {
  readonly name: string
  readonly before: string | undefined
  readonly next: string | undefined
}

function fits({ name, before, next }: Between, order: Order): boolean {
  const compare = comparatorOf(order)
  return (before === undefined || compare(before, name) < 0) && (next === undefined || compare(name, next) < 0)
}

function folderOf(project: Project): string {
  const file = project.migrations[0]?.file
  return file === undefined ? 'prisma/migrations' : file.split('/').slice(0, -2).join('/')
}
