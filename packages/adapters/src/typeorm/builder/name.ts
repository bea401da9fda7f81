import { createHash } from 'node:crypto'

/** TypeORM's `DefaultNamingStrategy`: names made of a hash over the table's name and what the constraint covers. */
export class NamingStrategy {
  readonly #major: 0 | 1

  constructor(major: 0 | 1) {
    this.#major = major
  }

  primaryKey(table: string, columns: readonly string[]): string {
    return `PK_${this.#hash(columnsKey(table, columns), 27)}`
  }

  unique(table: string, columns: readonly string[]): string {
    return `UQ_${this.#hash(columnsKey(table, columns), 27)}`
  }

  foreignKey(table: string, columns: readonly string[]): string {
    return `FK_${this.#hash(columnsKey(table, columns), 27)}`
  }

  index(table: string, columns: readonly string[], where: string | undefined): string {
    return `IDX_${this.#hash(columnsKey(table, columns) + (where ? `_${where}` : ''), 26)}`
  }

  check(table: string, expression: string): string {
    return `CHK_${this.#hash(`${tableKey(table)}_${expression}`, 26)}`
  }

  exclusion(table: string, expression: string): string {
    return `XCL_${this.#hash(`${tableKey(table)}_${expression}`, 26)}`
  }

  /** 0.3 hashes the text after `encodeURIComponent`, 1.x as it is. */
  #hash(key: string, length: number): string {
    const text = this.#major === 0 ? encodeURIComponent(key) : key
    return createHash('sha1').update(text, 'utf8').digest('hex').slice(0, length)
  }
}

/** The order of the columns makes no difference. */
function columnsKey(table: string, columns: readonly string[]): string {
  return `${tableKey(table)}_${[...columns].sort().join('_')}`
}

function tableKey(table: string): string {
  return (table.split('.').at(-1) ?? table).replace('.', '_')
}
