import { quoteIdentifier } from '../names.ts'
import type { Column, Other, Type, TypeUse } from '../objects.ts'
import type { Expr } from '../query/expression.ts'
import type { Form, OperatorUse, RoutineUse } from '../query/form.ts'
import { worldOf } from '../query/world.ts'
import { baseType } from '../types.ts'
import { baseOf, Coercions } from './coercion.ts'
import type { Constants } from './constant.ts'
import { outputOf } from './output/index.ts'
import { currentRoutine } from './routine.ts'
import { sqlSyntax } from './sql-syntax.ts'
import { type Tree, unprintable } from './tree.ts'

export interface Building extends Constants {
  /** Which column a column stands for. */
  column(of: Column): Column | undefined
  /** Columns are printed with the name of their relation. */
  readonly isPrefixed: boolean
}

/** Makes of an analysed expression what PostgreSQL stores of it. Throws `Unprintable`. */
export class TreeBuilder {
  readonly #about: Building
  readonly coercions: Coercions

  constructor(about: Building) {
    this.#about = about
    this.coercions = new Coercions(worldOf(about.session), about)
  }

  build(expr: Expr): Tree {
    const { type, modifiers } = expr
    if (type === null || type.kind === 'unknown') return unprintable('a value of unknown type')
    if (expr.form) return this.#formed(expr, expr.form, type)
    if (expr.kind === 'literal') return { is: 'untyped', text: expr.text ?? null, at: expr.at, type, modifiers }
    if (expr.kind === 'constant') return { is: 'constant', text: constantText(expr, type), type, modifiers: [] }
    if (expr.kind === 'column') return this.#column(expr, type)
    if (expr.mark === 'variable value') return { is: 'words', words: 'VALUE', type, modifiers }
    return unprintable(`a ${expr.kind}`)
  }

  #column({ source, modifiers }: Expr, type: Type): Tree {
    const { isPrefixed } = this.#about
    if (source?.wholeRow && isPrefixed && source.item.alias !== null)
      return { is: 'words', words: `${source.item.alias}.*`, type, modifiers }
    if (!source?.column || source.wholeRow || source.column.system) return unprintable('a system column or a row')
    const column = this.#about.column(source.column) ?? unprintable('a column of another table')
    return { is: 'column', column, prefix: isPrefixed ? (source.item.alias ?? null) : null, type, modifiers }
  }

  #formed(expr: Expr, form: Form<Expr>, type: Type): Tree {
    const { modifiers, parts } = expr
    const about = { type, modifiers }
    switch (form.as) {
      case 'operator':
        return this.#operator(parts, form.call, type)
      case 'distinct':
      case 'not distinct':
        return this.#distinct(parts, form, type)
      case 'nullif':
        return { is: 'call', name: 'NULLIF', args: this.#coerced(parts, form.call.wanted), ...about }
      case 'array operator': {
        const [left, right] = this.#coerced(parts, form.call.wanted)
        if (!left || !right) return unprintable('an operator without a side')
        const name = this.#operatorName(form.call, [])
        return { is: 'array operator', name, args: [left, right], word: form.word, type, modifiers: [] }
      }
      case 'function':
        return this.#call(expr, form.call, type)
      case 'cast':
        return this.#cast(expr, form.to)
      case 'AND':
      case 'OR':
        return { is: 'list', word: form.as, args: this.#booleans(parts), ...about }
      case 'NOT':
        return { is: 'not', arg: this.#booleans(parts)[0] ?? unprintable('NOT of nothing'), ...about }
      case 'all':
      case 'any':
        return this.#list(form.of, form.as === 'all' ? 'AND' : 'OR')
      case 'null test':
      case 'boolean test':
        return this.#test(parts, form, type)
      case 'case':
        return this.#case(form, type)
      case 'COALESCE':
      case 'GREATEST':
      case 'LEAST':
        return { is: 'call', name: form.as, args: parts.map((part) => this.#argument(part, type)), ...about }
      case 'array': {
        const elements = parts.map((part) => this.#argument(part, part.type?.kind === 'array' ? type : form.element))
        return { is: 'array', elements, ...about }
      }
      case 'subscript': {
        const [container, ...indices] = parts.map((part) => this.build(part))
        const int4 = { type: worldOf(this.#about.session).core('int4'), modifiers: [] }
        const args = indices.map((index) => this.coercions.toTarget(index, int4, 'assignment'))
        return { is: 'subscript', container: container ?? unprintable('a subscript'), args, ...about }
      }
      case 'row':
        return { is: 'call', name: 'ROW', args: parts.map((part) => typed(this.build(part))), ...about }
      case 'collate':
        return this.#collated(parts, form.collation, type)
      case 'keyword':
        return { is: 'words', words: form.words, ...about }
    }
  }

  #argument(part: Expr, type: Type | null): Tree {
    return this.coercions.toType(this.build(part), type)
  }

  #coerced(parts: readonly Expr[], wanted: readonly (Type | null)[]): readonly Tree[] {
    return parts.map((part, at) => this.#argument(part, wanted[at] ?? null))
  }

  #operatorName({ operator }: OperatorUse, parts: readonly Expr[]): string {
    const { session, hostOf } = this.#about
    // PostgreSQL's own come first where they take exactly these types.
    const types = [operator.left, operator.right].filter((type) => type !== null)
    const isExact = parts.length === types.length && parts.every((part, at) => part.type === types[at])
    if (!isExact && worldOf(session).mayHaveOperator(operator.name)) return unprintable('operators of the user')
    const schema = operator.extension ? operator.extension.schema.name : hostOf(operator.schema)
    if (schema === 'pg_catalog') return operator.name
    return `OPERATOR(${quoteIdentifier(schema, session.pgVersion)}.${operator.name})`
  }

  #operator(parts: readonly Expr[], call: OperatorUse, type: Type): Tree {
    const args = this.#coerced(parts, call.wanted)
    return { is: 'operator', name: this.#operatorName(call, parts), args, type, modifiers: [] }
  }

  #distinct(parts: readonly Expr[], form: Form<Expr> & { call: OperatorUse }, type: Type): Tree {
    const [left, right] = this.#coerced(parts, form.call.wanted)
    if (!left || !right) return unprintable('a comparison without a side')
    this.#operatorName(form.call, parts)
    const distinct: Tree = { is: 'operator', name: 'IS DISTINCT FROM', args: [left, right], type, modifiers: [] }
    return form.as === 'distinct' ? distinct : { is: 'not', arg: distinct, type, modifiers: [] }
  }

  #cast({ parts: [arg] }: Expr, to: TypeUse): Tree {
    if (!arg) return unprintable('a cast of nothing')
    const built = arg.form?.as === 'array' ? this.#hardArray(arg, to) : this.build(arg)
    return this.coercions.toTarget(built, to, 'explicit')
  }

  /** `transformArrayExpr` for an array that is cast at once: the elements are cast. */
  #hardArray(array: Expr, to: TypeUse): Tree {
    const { type, modifiers } = baseOf(to)
    if (type.kind !== 'array' || array.type !== type || !type.element) return this.build(array)
    const element = { type: type.element, modifiers }
    const elements = array.parts.map((part) =>
      part.form?.as === 'array'
        ? this.#hardArray(part, { type, modifiers })
        : this.coercions.toTarget(this.build(part), element, 'explicit'),
    )
    const isAsLong = elements.length > 0 && elements.every((one) => one.modifiers.join() === modifiers.join())
    return { is: 'array', elements, type, modifiers: isAsLong ? modifiers : [] }
  }

  #boolean(tree: Tree): Tree {
    const bool = worldOf(this.#about.session).core('bool')
    return this.coercions.toTarget(tree, { type: bool, modifiers: [] }, 'assignment')
  }

  #booleans(parts: readonly Expr[]): readonly Tree[] {
    return parts.map((part) => this.#boolean(this.build(part)))
  }

  #list(of: readonly Expr[], word: 'AND' | 'OR'): Tree {
    const args = of.map((one) => this.build(one))
    const [first, ...more] = args
    if (!first) return unprintable('an empty list')
    return more.reduce((left, right): Tree => ({ is: 'list', word, args: [left, right], ...typeOf(left) }), first)
  }

  #test(parts: readonly Expr[], form: Form<Expr> & { words: string; as: string }, type: Type): Tree {
    const isNullTest = form.as === 'null test'
    const [part] = parts
    if (!part) return unprintable('a test of nothing')
    const arg = isNullTest ? this.build(part) : this.#boolean(this.build(part))
    if (arg.is === 'untyped' || baseType(arg.type).relation) return unprintable('a test of a row')
    return { is: 'test', arg, words: form.words, showsImplicit: isNullTest, type, modifiers: [] }
  }

  #case({ tested, whens, otherwise }: Form<Expr> & { as: 'case' }, type: Type): Tree {
    const branches = whens.map(({ condition, result }) => ({
      condition: tested ? this.#compared(condition) : this.#boolean(this.build(condition)),
      result: this.#argument(result, type),
    }))
    const shown = tested && this.#tested(tested)
    const tree = { tested: shown, whens: branches, otherwise: this.#argument(otherwise, type) }
    return { is: 'case', ...tree, type, modifiers: [] }
  }

  /** An untyped literal to be compared was made a text. */
  #tested(expr: Expr): Tree {
    const [literal] = expr.mark === 'case' ? expr.parts : []
    return literal && !expr.form ? this.#argument(literal, expr.type) : this.build(expr)
  }

  /** Of `value = x` only `x` is shown. */
  #compared({ form, parts }: Expr): Tree {
    if (form?.as !== 'operator') return unprintable('a comparison')
    this.#operatorName(form.call, parts)
    const [, right] = parts
    return right ? this.#argument(right, form.call.wanted[1] ?? null) : unprintable('a comparison')
  }

  #collated([part]: readonly Expr[], { name, schema }: Other, type: Type): Tree {
    if (!part || !schema) return unprintable('a collation')
    const { session, hostOf } = this.#about
    const host = hostOf(schema)
    const path = host === 'pg_catalog' ? [name] : [host, name]
    const arg = this.build(part)
    const shown = path.map((one) => quoteIdentifier(one, session.pgVersion)).join('.')
    return {
      is: 'collation',
      arg,
      name: shown,
      type: arg.is === 'constant' ? arg.type : type,
      modifiers: arg.modifiers,
    }
  }

  #call({ parts }: Expr, { routine: called, wanted, node }: RoutineUse, type: Type): Tree {
    const routine = currentRoutine(called) ?? unprintable('a function that is gone')
    const { session, hostOf } = this.#about
    if (node.func_variadic || node.over || routine.kind !== 'function') return unprintable('an unusual call')
    const last = routine.parameters.at(-1)
    if (last?.mode === 'variadic' && last.type !== worldOf(session).core('any')) return unprintable('VARIADIC')
    const args = this.#coerced(parts, wanted)
    const about = { type, modifiers: [] }
    const host = hostOf(routine.schema)
    if (node.funcformat === 'COERCE_SQL_SYNTAX' && session.pgVersion >= 14)
      return { is: 'syntax', parts: sqlSyntax(routine.name, args), ...about }
    const name = quoteIdentifier(routine.name, session.pgVersion)
    const path = host === 'pg_catalog' ? name : `${quoteIdentifier(host, session.pgVersion)}.${name}`
    return { is: 'call', name: path, args, ...about }
  }
}

const typed = (tree: Tree): Tree => (tree.is === 'untyped' ? unprintable('an untyped field') : tree)

const typeOf = ({ type, modifiers }: Tree) => ({ type, modifiers })

/** Numbers and booleans as they are stored. */
function constantText({ mark }: Expr, type: Type): string {
  if (typeof mark === 'boolean') return mark ? 't' : 'f'
  if (typeof mark === 'number') return String(mark)
  if (typeof mark !== 'string') return unprintable('a constant')
  return outputOf(type.name, type.name === 'bit' ? mark.replace(/^b/i, '') : mark)
}
