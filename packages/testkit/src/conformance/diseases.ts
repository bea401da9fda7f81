import { shop } from './shop.ts'
import type { ShopStep } from './step.ts'

/** The shop's history with something wrong put in. */
export interface Disease {
  readonly name: string
  readonly steps: readonly ShopStep[]
  /** Title of the migration at which PostgreSQL stops, and what it says. */
  readonly stops: { readonly title: string; readonly sqlstate: string }
  /** Every root finding of severity error: rule, migration, object. */
  readonly findings: readonly string[]
}

const at = (title: string) => {
  const index = shop.findIndex((step) => step.title === title)
  if (index < 0) throw new Error(`The shop has no migration "${title}".`)
  return index
}

const customersAgain: ShopStep = {
  title: 'create customers again',
  sql: [`CREATE TABLE "customers" ("id" integer NOT NULL, "loyal" boolean NOT NULL)`],
  builder: [
    `await queryRunner.createTable(new Table({ name: 'customers', columns: [{ name: 'id', type: 'integer' }, { name: 'loyal', type: 'boolean' }] }))`,
  ],
}

export const diseases: readonly Disease[] = [
  {
    name: 'a duplicate create',
    steps: shop.toSpliced(at('call lines items'), 0, customersAgain),
    stops: { title: customersAgain.title, sqlstate: '42P07' },
    findings: ['duplicate-create in "create customers again": relation public.customers'],
  },
  {
    name: 'a missing migration',
    steps: shop.toSpliced(at('create categories'), 1),
    stops: { title: 'sort products into categories', sqlstate: '42P01' },
    findings: ['missing-object in "sort products into categories": relation catalog.categories'],
  },
  {
    name: 'a migration too late',
    steps: shop
      .toSpliced(at('create categories'), 1)
      .toSpliced(at('index orders'), 0, ...shop.slice(at('create categories'), at('create categories') + 1)),
    stops: { title: 'sort products into categories', sqlstate: '42P01' },
    findings: ['foreign-key-out-of-order in "sort products into categories": relation catalog.categories'],
  },
  {
    name: 'an index on a column that was renamed',
    steps: shop.toSpliced(at('call lines items'), 0, {
      title: 'index names',
      sql: [`CREATE INDEX "customers_name_idx" ON "customers" ("name")`],
      builder: [
        `await queryRunner.createIndex('customers', new TableIndex({ name: 'customers_name_idx', columnNames: ['name'] }))`,
      ],
    }),
    stops: { title: 'index names', sqlstate: '42703' },
    findings: ['index-on-missing-column in "index names": column public.customers.name'],
  },
]
