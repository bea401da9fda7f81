import { lex } from '../lex.ts'
import type { Datums } from './datums.ts'
import type { EmbeddedSql } from './embedded.ts'
import type { PlNode } from './json.ts'
import type { Locator } from './locate.ts'
import type {
  PlpgsqlBlock,
  PlpgsqlBranch,
  PlpgsqlHandler,
  PlpgsqlRaise,
  PlpgsqlStatement,
  PlpgsqlVariable,
  RaiseLevel,
} from './tree.ts'

/** What the reading of one body needs at hand. */
export interface Reading {
  readonly datums: Datums
  readonly locator: Locator
  /** By the line of the block's BEGIN. */
  readonly declarations: Map<number, readonly PlpgsqlVariable[]>
}

/** Reads statements in the order of the body. */
export function readStatements(nodes: readonly PlNode[], reading: Reading): readonly PlpgsqlStatement[] {
  const statements: PlpgsqlStatement[] = []
  for (const node of nodes) statements.push((readers[node.kind] ?? unknown)(node, reading))
  return statements
}

type Reader = (node: PlNode, reading: Reading) => PlpgsqlStatement

const readers: Readonly<Record<string, Reader>> = {
  stmt_block: readBlock,
  stmt_if: readIf,
  stmt_case: readCase,
  stmt_loop: (node, reading) => ({ kind: 'loop', ...loop(node, reading) }),
  stmt_while: (node, reading) => {
    const condition = sqlOf(node.node('cond'), reading, lineOf(node))
    return { kind: 'while', condition, ...loop(node, reading) }
  },
  stmt_fori: readRange,
  stmt_fors: (node, reading) => {
    const target = reading.datums.target(node.node('var'), false)
    const query = sqlOf(node.node('query'), reading, lineOf(node))
    return { kind: 'for-query', target, query, ...loop(node, reading) }
  },
  // A loop over a declared cursor is one over its query.
  stmt_forc: (node, reading) => {
    const target = reading.datums.target(node.node('var'), false)
    return { kind: 'for-query', target, query: reading.datums.cursor(node.number('curvar')), ...loop(node, reading) }
  },
  stmt_dynfors: (node, reading) => {
    const target = reading.datums.target(node.node('var'), false)
    const query = sqlOf(node.node('query'), reading, lineOf(node))
    const parameters = expressions(node.nodes('params'), reading, lineOf(node))
    return { kind: 'for-execute', target, query, parameters, ...loop(node, reading) }
  },
  stmt_foreach_a: (node, reading) => {
    const variable = reading.datums.name(node.number('varno'))
    const array = sqlOf(node.node('expr'), reading, lineOf(node))
    return { kind: 'for-array', variable, slice: node.number('slice'), array, ...loop(node, reading) }
  },
  stmt_exit: (node, reading) => {
    const condition = node.has('cond') ? sqlOf(node.node('cond'), reading, lineOf(node)) : null
    const kind = node.flag('is_exit') ? 'exit' : 'continue'
    return { kind, line: lineOf(node), label: node.text('label'), condition }
  },
  stmt_execsql: (node, reading) => {
    const sql = sqlOf(node.node('sqlstmt'), reading, lineOf(node))
    return { kind: 'sql', line: lineOf(node), sql, into: intoOf(node, reading) }
  },
  stmt_dynexecute: (node, reading) => {
    const text = sqlOf(node.node('query'), reading, lineOf(node))
    const parameters = expressions(node.nodes('params'), reading, lineOf(node))
    return { kind: 'execute', line: lineOf(node), text, parameters, into: intoOf(node, reading) }
  },
  stmt_perform: (node, reading) => {
    const query = node.node('expr')?.text('query') ?? ''
    const lead = { written: 'perform', parsed: 'SELECT' }
    return { kind: 'perform', line: lineOf(node), query: reading.locator.place(query, lineOf(node), lead) }
  },
  stmt_call: (node, reading) => {
    const sql = sqlOf(node.node('expr'), reading, lineOf(node))
    const into = node.has('target') ? reading.datums.target(node.node('target'), false) : null
    // `DO` inside a body is of this kind too.
    return { kind: 'call', line: lineOf(node), sql, into }
  },
  stmt_assign: readAssign,
  stmt_return: (node, reading) => {
    const value = node.has('expr') ? sqlOf(node.node('expr'), reading, lineOf(node)) : null
    const variable = node.has('retvarno') ? reading.datums.name(node.number('retvarno')) : null
    return { kind: 'return', line: lineOf(node), value, variable }
  },
  stmt_return_query: readReturnQuery,
  stmt_raise: readRaise,
  stmt_assert: (node, reading) => ({
    kind: 'assert',
    line: lineOf(node),
    condition: sqlOf(node.node('cond'), reading, lineOf(node)),
  }),
  stmt_getdiag: (node, reading) => ({
    kind: 'diagnostics',
    line: lineOf(node),
    items: node.nodes('diag_items').map((item) => ({
      item: item.text('kind') ?? '',
      variable: reading.datums.name(item.number('target')),
    })),
  }),
  stmt_commit: (node) => ({ kind: 'transaction', line: lineOf(node), action: 'commit' }),
  stmt_rollback: (node) => ({ kind: 'transaction', line: lineOf(node), action: 'rollback' }),
}

function unknown(node: PlNode, reading: Reading): PlpgsqlStatement {
  const fields = ['expr', 'query', 'argquery'].flatMap((field) => node.node(field) ?? [])
  const sql = expressions([...fields, ...node.nodes('params')], reading, lineOf(node))
  const into = node.has('target') ? reading.datums.target(node.node('target'), false) : null
  return { kind: 'unknown', line: lineOf(node), what: node.kind.replace(/^stmt_/, ''), sql, into }
}

/** RETURN QUERY sends a query as PERFORM does, or as EXECUTE does. */
function readReturnQuery(node: PlNode, reading: Reading): PlpgsqlStatement {
  const line = lineOf(node)
  if (!node.has('dynquery')) return { kind: 'perform', line, query: sqlOf(node.node('query'), reading, line) }
  const text = sqlOf(node.node('dynquery'), reading, line)
  return { kind: 'execute', line, text, parameters: expressions(node.nodes('params'), reading, line), into: null }
}

function lineOf(node: PlNode): number {
  return node.number('lineno')
}

function sqlOf(node: PlNode | null, { locator }: Reading, line: number): EmbeddedSql {
  return locator.place(node?.text('query') ?? '', line)
}

function expressions(nodes: readonly PlNode[], reading: Reading, line: number): readonly EmbeddedSql[] {
  return nodes.map((node) => sqlOf(node, reading, line))
}

function intoOf(node: PlNode, { datums }: Reading) {
  return node.flag('into') ? datums.target(node.node('target'), node.flag('strict')) : null
}

function loop(node: PlNode, reading: Reading) {
  return { line: lineOf(node), label: node.text('label'), body: readStatements(node.nodes('body'), reading) }
}

function readBlock(node: PlNode, reading: Reading): PlpgsqlBlock {
  const line = lineOf(node)
  const declarations = reading.declarations.get(line) ?? []
  // Of blocks that begin in one line, the outermost declares.
  reading.declarations.delete(line)
  const body = readStatements(node.nodes('body'), reading)
  const exceptions = node.node('exceptions')
  const handlers = exceptions ? exceptions.nodes('exc_list').map((handler) => readHandler(handler, reading)) : null
  return { kind: 'block', line, label: node.text('label'), declarations, body, handlers }
}

function readHandler(node: PlNode, reading: Reading): PlpgsqlHandler {
  const conditions = node.nodes('conditions').map((condition) => condition.text('condname') ?? '')
  return { conditions, body: readStatements(node.nodes('action'), reading) }
}

function readIf(node: PlNode, reading: Reading): PlpgsqlStatement {
  const condition = sqlOf(node.node('cond'), reading, lineOf(node))
  const branches: PlpgsqlBranch[] = [{ condition, body: readStatements(node.nodes('then_body'), reading) }]
  for (const branch of node.nodes('elsif_list')) {
    const next = sqlOf(branch.node('cond'), reading, lineOf(branch))
    branches.push({ condition: next, body: readStatements(branch.nodes('stmts'), reading) })
  }
  return { kind: 'if', line: lineOf(node), branches, otherwise: readStatements(node.nodes('else_body'), reading) }
}

function readCase(node: PlNode, reading: Reading): PlpgsqlStatement {
  const value = node.has('t_expr') ? sqlOf(node.node('t_expr'), reading, lineOf(node)) : null
  const branches = node.nodes('case_when_list').map((branch) => {
    const text = branch.node('expr')?.text('query') ?? ''
    const condition = reading.locator.place(value ? valuesOf(text) : text, lineOf(branch))
    return { condition, body: readStatements(branch.nodes('stmts'), reading) }
  })
  const otherwise = node.flag('have_else') ? readStatements(node.nodes('else_stmts'), reading) : null
  return { kind: 'case', line: lineOf(node), value, branches, otherwise }
}

/** The parser writes `"__Case__Variable_6__" IN (1, 2)` for `WHEN 1, 2`. */
function valuesOf(text: string): string {
  return text.slice(text.indexOf(' IN (') + ' IN ('.length, -1)
}

function readRange(node: PlNode, reading: Reading): PlpgsqlStatement {
  const line = lineOf(node)
  const reverse = node.has('reverse')
  const lower = sqlOf(node.node('lower'), reading, line)
  const upper = sqlOf(node.node('upper'), reading, line)
  const step = node.has('step') ? sqlOf(node.node('step'), reading, line) : null
  const variable = node.node('var')?.text('refname') ?? ''
  return { kind: 'for-range', variable, lower, upper, step, reverse, ...loop(node, reading) }
}

/** The parser keeps `name := value` as one text. */
function readAssign(node: PlNode, reading: Reading): PlpgsqlStatement {
  const line = lineOf(node)
  const text = node.node('expr')?.text('query') ?? ''
  const whole = reading.locator.place(text, line)
  const from = valueStart(text)
  const variable = text.slice(0, from.target).includes('[')
    ? `${reading.datums.name(node.number('varno'))}[]`
    : reading.datums.name(node.number('varno'))
  return { kind: 'assign', line, variable, value: whole.slice(from.value) }
}

function valueStart(text: string): { target: number; value: number } {
  let depth = 0
  for (const lexeme of lex(text)) {
    const mark = lexeme.kind === 'mark' ? text.charAt(lexeme.start) : ''
    if (mark === '[' || mark === '(') depth++
    else if (mark === ']' || mark === ')') depth--
    else if (depth === 0 && mark === ':' && text.charAt(lexeme.end) === '=')
      return { target: lexeme.start, value: skipSpace(text, lexeme.end + 1) }
    else if (depth === 0 && mark === '=') return { target: lexeme.start, value: skipSpace(text, lexeme.end) }
  }
  return { target: 0, value: 0 }
}

function skipSpace(text: string, from: number): number {
  const next = lex(text, from).next().value
  return next ? next.start : from
}

/** `elog` levels of PostgreSQL. */
const levels: Readonly<Record<number, RaiseLevel>> = {
  14: 'debug',
  15: 'log',
  17: 'info',
  18: 'notice',
  19: 'warning',
  21: 'exception',
}

const raiseOptions = ['errcode', 'message', 'detail', 'hint', 'column', 'constraint', 'datatype', 'table', 'schema']

function readRaise(node: PlNode, reading: Reading): PlpgsqlRaise {
  const line = lineOf(node)
  const parameters = expressions(node.nodes('params'), reading, line)
  const options = new Map<string, EmbeddedSql>()
  for (const option of node.nodes('options')) {
    const name = raiseOptions[option.number('opt_type')]
    if (name) options.set(name, sqlOf(option.node('expr'), reading, line))
  }
  const level = levels[node.number('elog_level')] ?? 'notice'
  return {
    kind: 'raise',
    line,
    level,
    condition: node.text('condname'),
    message: node.text('message'),
    parameters,
    options,
  }
}
