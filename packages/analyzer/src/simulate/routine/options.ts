import type { CreateFunctionStmt, Node } from '@migration-doctor/sql'
import { missing, stringOf } from '../names.ts'
import { Refusal } from '../refusal.ts'
import type { Session } from '../session.ts'

export function requireLanguage(session: Session, node: CreateFunctionStmt): string {
  const option = optionOf(node, 'language')
  const language = option ? stringOf(option) : node.sql_body ? 'sql' : ''
  if (language === '') throw new Refusal('42P13', 'no language specified')
  const key = `language:${language}`
  if (session.system.catalog.others.has(key) || session.store.globals.has(key)) return language
  return missing(session, {
    sqlstate: '42704',
    message: `language "${language}" does not exist`,
    kind: 'other',
    name: { schema: null, name: language },
  })
}

function optionOf(node: CreateFunctionStmt, name: string): Node | undefined {
  for (const item of node.options ?? []) {
    if ('DefElem' in item && item.DefElem.defname === name) return item.DefElem.arg
  }
  return undefined
}

export function volatilityOf(node: CreateFunctionStmt): 'i' | 's' | 'v' {
  const option = optionOf(node, 'volatility')
  const word = option ? stringOf(option) : ''
  return word === 'immutable' ? 'i' : word === 'stable' ? 's' : 'v'
}

export function bodyOf(node: CreateFunctionStmt): string | null {
  const as = optionOf(node, 'as')
  return as && 'List' in as ? stringOf(as.List.items?.[0]) : null
}
