import { type Tree, unprintable } from './tree.ts'

/** Calls that SQL has a syntax of its own for, by the name of the function behind it; as `get_func_sql_syntax`. */
export function sqlSyntax(name: string, args: readonly Tree[]): readonly (string | Tree)[] {
  const [first, second, third] = args
  if (!first) return unprintable(name)
  switch (name) {
    case 'timezone':
      return second ? ['(', second, ' AT TIME ZONE ', first, ')'] : ['(', first, ' AT LOCAL)']
    case 'extract':
      if (first.is !== 'constant' || first.text === null || !second) return unprintable(name)
      return ['EXTRACT(', first.text, ' FROM ', second, ')']
    case 'position':
      return second ? ['POSITION((', second, ') IN (', first, '))'] : unprintable(name)
    case 'overlay': {
      const [, placing, from, length] = args
      if (!placing || !from) return unprintable(name)
      const rest = length ? [' FOR ', length] : []
      return ['OVERLAY(', first, ' PLACING ', placing, ' FROM ', from, ...rest, ')']
    }
    case 'btrim':
      return trimmed('BOTH', args)
    case 'ltrim':
      return trimmed('LEADING', args)
    case 'rtrim':
      return trimmed('TRAILING', args)
    case 'substring':
      if (!second) return unprintable(name)
      return ['SUBSTRING(', first, ' FROM ', second, ...(third ? [' FOR ', third] : []), ')']
    default:
      return unprintable(name)
  }
}

function trimmed(side: string, [text, characters]: readonly Tree[]): readonly (string | Tree)[] {
  if (!text) return unprintable('TRIM')
  return [`TRIM(${side}`, ...(characters ? [' ', characters] : []), ' FROM ', text, ')']
}
