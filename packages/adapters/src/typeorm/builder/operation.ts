import type { Arguments } from './argument.ts'
import { changeColumn, renameColumn } from './change-column.ts'
import { addColumn, dropColumn } from './column.ts'
import {
  createCheck,
  createExclusion,
  createForeignKey,
  createIndex,
  createPrimaryKey,
  createUnique,
  dropCheck,
  dropExclusion,
  dropForeignKey,
  dropIndex,
  dropPrimaryKey,
  dropUnique,
  updatePrimaryKeys,
} from './constraint.ts'
import { createSchema, createTable, createView, dropSchema, dropTable } from './create-drop.ts'
import {
  checkOf,
  columnOf,
  exclusionOf,
  foreignKeyOf,
  indexOf,
  optionsOf,
  tableOf,
  uniqueOf,
  viewOf,
} from './option.ts'
import {
  changeTableComment,
  clearTable,
  createDatabase,
  createViewIndex,
  dropDatabase,
  dropView,
  dropViewIndex,
} from './other.ts'
import { renameTable } from './rename.ts'
import type { Session } from './session.ts'

type Operation = (session: Session, args: Arguments) => void

/** `IF EXISTS` of drops came with 1.x; 0.3 does not look at the argument. */
function guard(session: Session, args: Arguments, index: number): boolean {
  return !session.legacy && args.flag(index)
}

/** The methods of the schema builder that send statements. */
export const operations: Readonly<Record<string, Operation>> = {
  createDatabase: (session, args) => createDatabase(session, args.text(0), args.flag(1)),
  dropDatabase: (session, args) => dropDatabase(session, args.text(0), args.flag(1)),
  createSchema: (session, args) => createSchema(session, args.text(0), args.flag(1)),
  dropSchema: (session, args) => dropSchema(session, args.text(0), { ifExists: args.flag(1), cascade: args.flag(2) }),
  createTable: (session, args) =>
    createTable(session, tableOf(args.host(0)), {
      ifNotExists: args.flag(1),
      foreignKeys: args.flag(2, true),
      indices: args.flag(3, true),
    }),
  dropTable: (session, args) =>
    dropTable(session, args.table(0), {
      ifExists: args.flag(1),
      foreignKeys: args.flag(2, true),
      indices: args.flag(3, true),
    }),
  createView: (session, args) => createView(session, viewOf(args.host(0)), args.flag(1)),
  dropView: (session, args) => dropView(session, args.item(0, viewOf), guard(session, args, 1)),
  renameTable: (session, args) => renameTable(session, args.table(0), args.text(1)),
  changeTableComment: (session, args) => changeTableComment(session, args.table(0), args.optionalText(1)),
  addColumn: (session, args) => addColumn(session, args.table(0), columnOf(args.host(1))),
  addColumns: (session, args) => {
    for (const column of args.models(1, columnOf)) addColumn(session, args.table(0), column)
  },
  renameColumn: (session, args) => renameColumn(session, args.table(0), args.item(1, columnOf), args.item(2, columnOf)),
  changeColumn: (session, args) => changeColumn(session, args.table(0), args.item(1, columnOf), columnOf(args.host(2))),
  changeColumns: (session, args) => {
    for (const change of args.models(1, optionsOf)) {
      changeColumn(session, args.table(0), columnOf(change['oldColumn']), columnOf(change['newColumn']))
    }
  },
  dropColumn: (session, args) => dropColumn(session, args.table(0), args.item(1, columnOf), guard(session, args, 2)),
  dropColumns: (session, args) => {
    for (const column of args.items(1, columnOf)) dropColumn(session, args.table(0), column, guard(session, args, 2))
  },
  createPrimaryKey: (session, args) =>
    createPrimaryKey(session, args.table(0), args.models(1, String), args.optionalText(2)),
  updatePrimaryKeys: (session, args) => {
    const columns = args.models(1, columnOf).map(({ name }) => name)
    updatePrimaryKeys(session, args.table(0), columns)
  },
  dropPrimaryKey: (session, args) => dropPrimaryKey(session, args.table(0), guard(session, args, 2)),
  createUniqueConstraint: (session, args) => createUnique(session, args.table(0), uniqueOf(args.host(1))),
  createUniqueConstraints: (session, args) => {
    for (const unique of args.models(1, uniqueOf)) createUnique(session, args.table(0), unique)
  },
  dropUniqueConstraint: (session, args) => dropUnique(session, one(session, args, uniqueOf)),
  dropUniqueConstraints: (session, args) => {
    for (const given of args.items(1, uniqueOf)) dropUnique(session, each(session, args, given))
  },
  createCheckConstraint: (session, args) => createCheck(session, args.table(0), checkOf(args.host(1))),
  createCheckConstraints: (session, args) => {
    for (const check of args.models(1, checkOf)) createCheck(session, args.table(0), check)
  },
  dropCheckConstraint: (session, args) => dropCheck(session, one(session, args, checkOf)),
  dropCheckConstraints: (session, args) => {
    for (const given of args.items(1, checkOf)) dropCheck(session, each(session, args, given))
  },
  createExclusionConstraint: (session, args) => createExclusion(session, args.table(0), exclusionOf(args.host(1))),
  createExclusionConstraints: (session, args) => {
    for (const exclusion of args.models(1, exclusionOf)) createExclusion(session, args.table(0), exclusion)
  },
  dropExclusionConstraint: (session, args) => dropExclusion(session, one(session, args, exclusionOf)),
  dropExclusionConstraints: (session, args) => {
    for (const given of args.items(1, exclusionOf)) dropExclusion(session, each(session, args, given))
  },
  createForeignKey: (session, args) => createForeignKey(session, args.table(0), foreignKeyOf(args.host(1))),
  createForeignKeys: (session, args) => {
    for (const key of args.models(1, (key) => foreignKeyOf(key))) createForeignKey(session, args.table(0), key)
  },
  dropForeignKey: (session, args) =>
    dropForeignKey(
      session,
      one(session, args, (key) => foreignKeyOf(key)),
    ),
  dropForeignKeys: (session, args) => {
    for (const given of args.items(1, (key) => foreignKeyOf(key))) dropForeignKey(session, each(session, args, given))
  },
  createIndex: (session, args) => createIndex(session, args.table(0), indexOf(args.host(1))),
  createIndices: (session, args) => {
    for (const index of args.models(1, indexOf)) createIndex(session, args.table(0), index)
  },
  dropIndex: (session, args) => dropIndex(session, one(session, args, indexOf)),
  dropIndices: (session, args) => {
    for (const given of args.items(1, indexOf)) dropIndex(session, each(session, args, given))
  },
  createViewIndex: (session, args) => createViewIndex(session, args.item(0, viewOf), indexOf(args.host(1))),
  createViewIndices: (session, args) => {
    for (const index of args.models(1, indexOf)) createViewIndex(session, args.item(0, viewOf), index)
  },
  dropViewIndex: (session, args) => dropViewIndex(session, args.item(0, viewOf), args.item(1, indexOf)),
  clearTable: (session, args) => {
    const cascade = !session.legacy && optionsOf(args.host(1))['cascade'] === true
    clearTable(session, args.text(0), cascade)
  },
}

interface Dropped<Model> {
  readonly target: ReturnType<Arguments['table']>
  readonly given: string | Model
  readonly ifExists: boolean
}

function one<Model>(session: Session, args: Arguments, make: (options: unknown) => Model): Dropped<Model> {
  return each(session, args, args.item(1, make))
}

function each<Model>(session: Session, args: Arguments, given: string | Model): Dropped<Model> {
  return { target: args.table(0), given, ifExists: guard(session, args, 2) }
}
