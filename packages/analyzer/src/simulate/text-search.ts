import type { AlterTSConfigurationStmt, AlterTSDictionaryStmt, DefineStmt, Node } from '@migration-doctor/sql'
import { otherKind } from './addresses.ts'
import { Definition, makeOther, requireFunctionNamed } from './definition.ts'
import { missing, missingSchema, type QualifiedName, qualifiedName, schemasFor, shown, targetSchema } from './names.ts'
import type { Other } from './objects.ts'
import { Refusal } from './refusal.ts'
import type { Session } from './session.ts'

/** `CREATE TEXT SEARCH CONFIGURATION`, `DICTIONARY`, `PARSER`, `TEMPLATE`. */
export function defineTextSearch(session: Session, node: DefineStmt): void {
  const name = qualifiedName(node.defnames)
  const schema = targetSchema(session, name)
  const definition = new Definition(node.definition)
  const kind = otherKind(node.kind)
  const used = uses(session, kind, definition)
  // Nothing looks whether the name is taken: the index of the catalog does.
  const made = makeOther(session, { kind, name: name.name, schema, sqlstate: '23505' })
  for (const one of made ? used : []) if (made) session.store.depend(made, one, 'normal')
}

function uses(session: Session, kind: string, definition: Definition): readonly Other[] {
  switch (kind) {
    case 'text search configuration':
      return configurationUses(session, definition)
    case 'text search dictionary': {
      const template = definition.name('template')
      if (!template) throw new Refusal('42P17', 'text search template is required')
      return [requireInPath(session, 'text search template', template)]
    }
    default:
      requireMethods(session, kind, definition)
      return []
  }
}

function configurationUses(session: Session, definition: Definition): readonly Other[] {
  for (const one of definition.names()) {
    if (one !== 'parser' && one !== 'copy') {
      throw new Refusal('42601', `text search configuration parameter "${one}" not recognized`)
    }
  }
  const parser = definition.name('parser')
  const copy = definition.name('copy')
  if (parser && copy) throw new Refusal('42601', 'cannot specify both PARSER and COPY options')
  if (copy) {
    requireInPath(session, 'text search configuration', copy)
    return []
  }
  if (!parser) throw new Refusal('42P17', 'text search parser is required')
  return [requireInPath(session, 'text search parser', parser)]
}

const methods: Readonly<Record<string, readonly string[]>> = {
  'text search parser': ['start', 'gettoken', 'end', 'lextypes'],
  'text search template': ['lexize'],
}

function requireMethods(session: Session, kind: string, definition: Definition): void {
  for (const one of definition.names()) {
    const name = definition.name(one)
    if (name && [...(methods[kind] ?? []), 'headline', 'init'].includes(one)) requireFunctionNamed(session, name)
  }
  const absent = methods[kind]?.find((one) => !definition.has(one))
  const shownName = absent === 'lextypes' ? 'lextypes' : absent
  if (shownName) throw new Refusal('42P17', `${kind} ${shownName} method is required`)
}

/** A text search object that a statement names. */
export function requireInPath(session: Session, kind: string, name: QualifiedName): Other {
  for (const schema of schemasFor(session, name)) {
    const found = schema.others.get(`${kind}:${name.name}`)
    if (found) return found
  }
  if (name.schema !== null && !session.schema(name.schema)) return missingSchema(session, name.schema)
  return missing(session, {
    sqlstate: '42704',
    message: `${kind} "${shown(name)}" does not exist`,
    kind: 'other',
    name,
  })
}

/** Token types of the parser that PostgreSQL brings. */
const tokens: ReadonlySet<string> = new Set(
  `asciiword word numword email url host sfloat version hword_numpart hword_part hword_asciipart blank tag protocol
  numhword asciihword hword url_path file float int uint entity`.split(/\s+/),
)

/** `ALTER TEXT SEARCH CONFIGURATION … MAPPING`: the dictionaries and token types must be there. */
export function alterConfiguration(session: Session, node: AlterTSConfigurationStmt): void {
  const configuration = requireInPath(session, 'text search configuration', qualifiedName(node.cfgname))
  for (const item of node.tokentype ?? []) {
    const token = textOf(item)
    if (!tokens.has(token) && usesDefaultParser(configuration)) {
      throw new Refusal('22023', `token type "${token}" does not exist`)
    }
  }
  for (const item of node.dicts ?? []) {
    const parts = 'List' in item ? (item.List.items ?? []) : [item]
    const dictionary = requireInPath(session, 'text search dictionary', qualifiedName(parts))
    session.store.depend(configuration, dictionary, 'normal')
  }
}

const textOf = (node: Node): string => ('String' in node ? (node.String.sval ?? '') : '')

/** A configuration over a parser of the user's own depends on it. */
const usesDefaultParser = (configuration: Other): boolean =>
  ![...(configuration.dependencies ?? [])].some(({ to }) => to.class === 'other' && to.kind === 'text search parser')

export function alterDictionary(session: Session, node: AlterTSDictionaryStmt): void {
  requireInPath(session, 'text search dictionary', qualifiedName(node.dictname))
}
