import { parsePlpgsql } from '../parse.ts'
import { Datums } from './datums.ts'
import { isRecord, PlNode } from './json.ts'
import { isDynamicLoop, withRecords, withScalars, withTypes } from './lists.ts'
import { Locator } from './locate.ts'
import { type Reading, readStatements } from './statements.ts'
import type { PlpgsqlBlock, PlpgsqlBody, PlpgsqlStatement, PlpgsqlVariable } from './tree.ts'

/** A body that the PL/pgSQL parser refuses. It names no place. */
export interface PlpgsqlProblem {
  readonly message: string
  readonly sqlstate: string
}

/** What a body is the body of, as far as its syntax depends on it. */
export interface PlpgsqlHeader {
  /** Qualifies the parameters. */
  readonly name?: string
  /** Names of parameters in order; `''` for one without a name. */
  readonly parameters: readonly {
    readonly name: string
    readonly mode: 'in' | 'out' | 'inout' | 'variadic' | 'table'
    /** Its type is a record or has columns: it has fields. */
    readonly row?: boolean
  }[]
  readonly returns: 'nothing' | 'value' | 'set' | 'trigger' | 'event trigger'
  readonly procedure: boolean
}

/** Bodies that were read before: histories replace their functions again and again, and most have a few forms. */
const known = new Map<string, PlpgsqlBody | PlpgsqlProblem>()
const mostKnown = 256

/** Reads the body of a `DO` statement, or of the routine that `header` describes. */
export function readPlpgsql(body: string, header: PlpgsqlHeader | null = null): PlpgsqlBody | PlpgsqlProblem {
  const key = `${header ? JSON.stringify(forKey(header, body)) : ''}\n${body}`
  const found = known.get(key) ?? readAnew(body, header)
  if (known.size >= mostKnown) known.clear()
  known.set(key, found)
  return found
}

/** The routine's name is nothing to a body that does not say it. */
function forKey(header: PlpgsqlHeader, body: string): PlpgsqlHeader {
  const { name = '', parameters, returns, procedure } = header
  return body.toLowerCase().includes(name.toLowerCase()) ? header : { parameters, returns, procedure }
}

function readAnew(body: string, header: PlpgsqlHeader | null): PlpgsqlBody | PlpgsqlProblem {
  const read = readBody(body, body, header)
  if (!('message' in read)) return read
  const isAboutFields = read.message.endsWith('is not a known variable')
  if (!isAboutFields && !isAboutLists(read.message)) return read
  const scalar = isAboutFields ? withRecords(body) : withScalars(body)
  const again = scalar === null ? read : readBody(scalar.body, body, header)
  return scalar === null || 'message' in again ? again : withTypes(again, scalar.types)
}

function isAboutLists(message: string): boolean {
  return message.includes('is not a scalar variable') || message.includes('cannot be part of multiple-item INTO list')
}

/** `parsed` is read in place of the body, from which it differs within the lines of declarations only. */
function readBody(parsed: string, body: string, header: PlpgsqlHeader | null): PlpgsqlBody | PlpgsqlProblem {
  const answer = parsePlpgsql(header ? functionAround(parsed, header) : `DO ${dollarQuoted(parsed)}`)
  if (isRecord(answer) && typeof answer['refused'] === 'string')
    return { message: answer['refused'], sqlstate: sqlstateOf(answer['refused'], body) }
  const [first] = isRecord(answer) && Array.isArray(answer['plpgsql_funcs']) ? answer['plpgsql_funcs'] : []
  const routine = PlNode.of(first)
  const action = routine?.node('action')
  if (!routine || !action) throw new TypeError('the PL/pgSQL parser gave no body')
  const read = readRoutine(routine, action, body)
  return header && wantsValue(header) && hasBareReturn(read.block)
    ? { message: 'missing expression at or near ";"', sqlstate: '42601' }
    : read
}

function wantsValue({ parameters, returns, procedure }: PlpgsqlHeader): boolean {
  return !procedure && returns === 'value' && parameters.every(({ mode }) => mode === 'in' || mode === 'variadic')
}

/** The parser takes `RETURN;` where PostgreSQL misses an expression. */
function hasBareReturn(statement: PlpgsqlStatement): boolean {
  if (statement.kind === 'return') return statement.line > 0 && statement.value === null && statement.variable === null
  if (statement.kind === 'if' || statement.kind === 'case') {
    return [...statement.branches, { body: statement.otherwise ?? [] }].some(({ body }) => body.some(hasBareReturn))
  }
  if (statement.kind === 'block' && statement.handlers?.some(({ body }) => body.some(hasBareReturn))) return true
  return 'body' in statement && statement.body.some(hasBareReturn)
}

function readRoutine(routine: PlNode, action: PlNode, body: string): PlpgsqlBody {
  const datums = new Datums(routine.nodes('datums'))
  const locator = new Locator(body)
  // The nodes are needed to find out where variables belong; most bodies declare none.
  const nodes = datums.declaresAny() ? everyNode(action) : []
  const declared = datums.declared(loopVariables(nodes), locator)
  const implicit = datums.implicit(locator)
  locator.startAgain()
  const reading: Reading = { datums, locator, declarations: byBlock(nodes, declared) }
  const [block] = readStatements([action], reading)
  if (block?.kind !== 'block') throw new TypeError('the PL/pgSQL parser gave a body without a block')
  return { block: withoutWrapper(block), implicit }
}

/** The parser ends a body by a RETURN of its own, and wraps a block that has handlers or a label to do so. */
function withoutWrapper(block: PlpgsqlBlock): PlpgsqlBlock {
  const [inner] = block.body
  if (block.line === 0 && inner?.kind === 'block') return inner
  return { ...block, body: block.body.filter((statement) => statement.kind !== 'return' || statement.line > 0) }
}

/** Each variable belongs to the first block whose BEGIN does not stand before it. */
function byBlock(
  nodes: readonly PlNode[],
  declared: readonly PlpgsqlVariable[],
): Map<number, readonly PlpgsqlVariable[]> {
  const lines = nodes.flatMap((node) =>
    node.kind === 'stmt_block' && node.number('lineno') > 0 ? [node.number('lineno')] : [],
  )
  const blocks = new Map<number, PlpgsqlVariable[]>()
  for (const variable of declared) {
    const line = lines.find((begin) => begin >= variable.line) ?? lines[0] ?? 0
    const list = blocks.get(line) ?? []
    list.push(variable)
    blocks.set(line, list)
  }
  return blocks
}

/** Loops over ranges make their variable themselves. */
function loopVariables(nodes: readonly PlNode[]): ReadonlySet<string> {
  const names = new Set<string>()
  for (const node of nodes) {
    const variable = node.kind === 'stmt_fori' ? node.node('var') : null
    if (variable) names.add(`${variable.number('lineno')}:${variable.text('refname') ?? ''}`)
  }
  return names
}

const nested = [
  'body',
  'then_body',
  'else_body',
  'stmts',
  'else_stmts',
  'action',
  'elsif_list',
  'case_when_list',
  'exc_list',
]

function everyNode(root: PlNode): PlNode[] {
  const found = [root]
  for (let at = 0; at < found.length; at++) {
    const node = found[at]
    if (!node) break
    for (const field of nested) if (node.has(field)) found.push(...node.nodes(field))
    const exceptions = node.node('exceptions')
    if (exceptions) found.push(exceptions)
  }
  return found
}

function functionAround(body: string, header: PlpgsqlHeader): string {
  // Types do not matter to the parser, except those that make variables of their own.
  const parameters = header.parameters
    .filter((one) => one.mode !== 'table')
    .map(({ name, mode, row }) => {
      const word = mode === 'in' ? '' : `${mode.toUpperCase()} `
      return `${word}${name === '' ? '' : quoted(name)} ${mode === 'variadic' ? 'text[]' : parserType(row)}`
    })
  const table = header.parameters
    .filter((one) => one.mode === 'table')
    .map(({ name, row }) => `${quoted(name)} ${parserType(row)}`)
  const returns = table.length > 0 ? ` RETURNS TABLE (${table.join(', ')})` : returnsClause(header)
  const kind = header.procedure ? 'PROCEDURE' : 'FUNCTION'
  return `CREATE ${kind} ${quoted(header.name || 'body')}(${parameters.join(', ')})${returns} LANGUAGE plpgsql AS ${dollarQuoted(body)}`
}

const parserType = (row = false): string => (row ? 'record' : 'text')

function returnsClause({ parameters, returns, procedure }: PlpgsqlHeader): string {
  const outputs = parameters.filter((one) => one.mode === 'out' || one.mode === 'inout').length
  if (procedure) return ''
  if (returns === 'set') return outputs < 2 ? ' RETURNS SETOF text' : ' RETURNS SETOF record'
  if (outputs > 0) return ''
  if (returns === 'trigger') return ' RETURNS trigger'
  if (returns === 'event trigger') return ' RETURNS event_trigger'
  return returns === 'nothing' ? ' RETURNS void' : ' RETURNS text'
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function dollarQuoted(body: string): string {
  for (let number = 0; ; number++) {
    const tag = `$body${number}$`
    if (!body.includes(tag)) return `${tag}${body}${tag}`
  }
}

/** What the PL/pgSQL parser raises besides syntax errors. */
const otherStates: readonly (readonly [words: string, sqlstate: string])[] = [
  ['RETURN cannot have a parameter in a procedure', '42601'],
  ['unrecognized exception condition', '42704'],
  ['is declared CONSTANT', '22005'],
  ['must have a default value', '22004'],
  ['trigger functions cannot have declared arguments', '42P13'],
  ['RETURN cannot have a parameter', '42804'],
  ['RETURN NEXT cannot have a parameter', '42804'],
  ['in a non-SETOF function', '42804'],
  ['must be of type cursor or refcursor', '42804'],
  ['stack depth limit exceeded', '54001'],
]

function sqlstateOf(message: string, body: string): string {
  if (message.includes('loop variable of loop over rows must be')) return isDynamicLoop(body) ? '42804' : '42601'
  return otherStates.find(([words]) => message.includes(words))?.[1] ?? '42601'
}
