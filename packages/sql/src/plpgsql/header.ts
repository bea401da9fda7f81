import type { Node } from '@pgsql/types'
import type { NodeOf } from '../statement.ts'
import type { PlpgsqlHeader } from './read.ts'

const modes: Readonly<Record<string, PlpgsqlHeader['parameters'][number]['mode']>> = {
  FUNC_PARAM_OUT: 'out',
  FUNC_PARAM_INOUT: 'inout',
  FUNC_PARAM_VARIADIC: 'variadic',
  FUNC_PARAM_TABLE: 'table',
}

/** What the syntax of a routine's body depends on, read from the statement that makes it. */
export function headerOfStatement(node: NodeOf<'CreateFunctionStmt'>): PlpgsqlHeader {
  const parameters = (node.parameters ?? []).flatMap((item) =>
    'FunctionParameter' in item
      ? [
          {
            name: item.FunctionParameter.name ?? '',
            mode: modes[item.FunctionParameter.mode ?? ''] ?? ('in' as const),
            row: textOf(item.FunctionParameter.argType?.names?.at(-1)) === 'record',
          },
        ]
      : [],
  )
  const name = textOf(node.funcname?.at(-1))
  return { name, parameters, returns: returnsOf(node), procedure: node.is_procedure ?? false }
}

function returnsOf({ returnType }: NodeOf<'CreateFunctionStmt'>): PlpgsqlHeader['returns'] {
  if (returnType?.setof) return 'set'
  const name = textOf(returnType?.names?.at(-1))
  if (name === 'trigger') return 'trigger'
  if (name === 'event_trigger') return 'event trigger'
  return name === '' || name === 'void' ? 'nothing' : 'value'
}

function textOf(node: Node | undefined): string {
  return node && 'String' in node ? (node.String.sval ?? '') : ''
}
