import {
  type Execution,
  type Migration,
  type Project,
  type SqlStep,
  type Tool,
  verbatimChunk,
} from '@migration-doctor/core'

type Texts = readonly string[]

/** A kind of history that is written on demand, the same for the same size. */
export interface HistoryKind {
  readonly name: string
  readonly tool: Tool
  readonly execution: Execution
  /** Ten statements that stand by themselves, or on those of the migration before; `at` counts from 0. */
  readonly statements: (at: number) => Texts
}

/** As Prisma writes: comments, quoted names in capitals, keys added at the end. */
const prisma: HistoryKind = {
  name: 'Prisma-like',
  tool: 'prisma',
  execution: { transaction: 'none', send: 'statement' },
  statements: (at) => {
    const table = `Invoice${at}`
    return [
      `-- CreateEnum\nCREATE TYPE "Status${at}" AS ENUM ('DRAFT', 'OPEN', 'PAID', 'VOID');`,
      `-- CreateTable\nCREATE TABLE "${table}" (\n    "id" TEXT NOT NULL,\n    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,\n    "updatedAt" TIMESTAMP(3) NOT NULL,\n    "number" SERIAL NOT NULL,\n    "total" DECIMAL(65,30) NOT NULL DEFAULT 0,\n    "status" "Status${at}" NOT NULL DEFAULT 'DRAFT',\n    "tags" TEXT[],\n    "payload" JSONB,\n    "parentId" TEXT,\n\n    CONSTRAINT "${table}_pkey" PRIMARY KEY ("id")\n);`,
      `-- CreateTable\nCREATE TABLE "${table}Line" (\n    "id" SERIAL NOT NULL,\n    "invoiceId" TEXT NOT NULL,\n    "text" VARCHAR(255) NOT NULL,\n    "amount" INTEGER NOT NULL DEFAULT 1,\n    "paid" BOOLEAN NOT NULL DEFAULT false,\n\n    CONSTRAINT "${table}Line_pkey" PRIMARY KEY ("id")\n);`,
      `-- CreateIndex\nCREATE UNIQUE INDEX "${table}_number_key" ON "${table}"("number");`,
      `-- CreateIndex\nCREATE INDEX "${table}Line_invoiceId_amount_idx" ON "${table}Line"("invoiceId", "amount");`,
      `-- AddForeignKey\nALTER TABLE "${table}Line" ADD CONSTRAINT "${table}Line_invoiceId_fkey" FOREIGN KEY ("invoiceId") REFERENCES "${table}"("id") ON DELETE CASCADE ON UPDATE CASCADE;`,
      `-- AddForeignKey\nALTER TABLE "${table}" ADD CONSTRAINT "${table}_parentId_fkey" FOREIGN KEY ("parentId") REFERENCES "Invoice${Math.max(0, at - 1)}"("id") ON DELETE SET NULL ON UPDATE CASCADE;`,
      `-- AlterTable\nALTER TABLE "${table}" ADD COLUMN     "email" TEXT,\nADD COLUMN     "seats" INTEGER NOT NULL DEFAULT 1;`,
      `-- AlterTable\nALTER TABLE "${table}" DROP COLUMN "payload",\nALTER COLUMN "email" SET NOT NULL;`,
      `-- AlterEnum\nALTER TYPE "Status${at}" ADD VALUE 'LATE';`,
    ]
  },
}

/** As TypeORM writes: a query for each statement, keys named by hashes, an enum changed by the rename dance. */
const typeorm: HistoryKind = {
  name: 'TypeORM-like',
  tool: 'typeorm',
  execution: { transaction: 'batch', send: 'statement' },
  statements: (at) => {
    const table = `order_${at}`
    const hash = (salt: number) => (at * 31 + salt).toString(16).padStart(27, '9e2b7c01')
    return [
      `CREATE TYPE "public"."${table}_status_enum" AS ENUM('new', 'paid', 'sent')`,
      `CREATE TABLE "${table}" ("id" SERIAL NOT NULL, "created_at" TIMESTAMP NOT NULL DEFAULT now(), "reference" uuid NOT NULL DEFAULT gen_random_uuid(), "email" character varying NOT NULL, "status" "public"."${table}_status_enum" NOT NULL DEFAULT 'new', "meta" jsonb NOT NULL DEFAULT '{}', CONSTRAINT "UQ_${hash(1)}" UNIQUE ("email"), CONSTRAINT "PK_${hash(2)}" PRIMARY KEY ("id"))`,
      `CREATE TABLE "${table}_item" ("id" SERIAL NOT NULL, "order_id" integer, "price" numeric(10,2) NOT NULL, "note" text, CONSTRAINT "PK_${hash(3)}" PRIMARY KEY ("id"))`,
      `CREATE INDEX "IDX_${hash(4)}" ON "${table}_item" ("order_id") `,
      `ALTER TABLE "${table}_item" ADD CONSTRAINT "FK_${hash(5)}" FOREIGN KEY ("order_id") REFERENCES "${table}"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
      `ALTER TABLE "${table}" ADD "deleted_at" TIMESTAMP WITH TIME ZONE`,
      `ALTER TYPE "public"."${table}_status_enum" RENAME TO "${table}_status_enum_old"`,
      `CREATE TYPE "public"."${table}_status_state" AS ENUM('new', 'paid', 'sent', 'late')`,
      `ALTER TABLE "${table}" ALTER COLUMN "status" DROP DEFAULT`,
      `ALTER TABLE "${table}" ALTER COLUMN "status" TYPE "public"."${table}_status_state" USING "status"::"text"::"public"."${table}_status_state"`,
    ]
  },
}

/** As people write: guards, functions, triggers, views, data. */
const handwritten: HistoryKind = {
  name: 'hand-written',
  tool: 'sql',
  execution: { transaction: 'migration', send: 'script' },
  statements: (at) => {
    const table = `account_${at}`
    return [
      `create table if not exists ${table} (\n  id bigint generated always as identity primary key,\n  name text not null check (length(name) > 0),\n  balance numeric(12, 2) not null default 0,\n  owner_id bigint references account_${Math.max(0, at - 1)} (id) on delete set null,\n  created_at timestamptz not null default now(),\n  unique (name, owner_id)\n);`,
      `-- finds the accounts of one owner\ncreate index if not exists ${table}_owner on ${table} using btree (owner_id, created_at desc) where owner_id is not null;`,
      `create index ${table}_lower on ${table} (lower(name));`,
      `create or replace function ${table}_touch() returns trigger language plpgsql as $$\nbegin\n  new.created_at := now();\n  return new;\nend;\n$$;`,
      `create trigger ${table}_touched before update on ${table} for each row execute function ${table}_touch();`,
      `create view ${table}_open as\n  select a.id, a.name, sum(a.balance) as total\n  from ${table} a left join ${table} b on b.owner_id = a.id\n  where a.balance > 0 group by a.id, a.name;`,
      `insert into ${table} (name, balance) values ('first', 10), ('second', 20.5);`,
      `update ${table} set balance = balance + 1 where name like 'f%';`,
      `do $$ begin\n  if not exists (select 1 from pg_type where typname = '${table}_kind') then\n    create type ${table}_kind as enum ('a', 'b');\n  end if;\nend $$;`,
      `alter table ${table} add column kind text, add constraint ${table}_kind_known check (kind in ('a', 'b'));`,
    ]
  },
}

export const historyKinds: readonly HistoryKind[] = [prisma, typeorm, handwritten]

/** A history of so many migrations as an adapter would have read it. */
export function projectOf(kind: HistoryKind, migrations: number): Project {
  return {
    name: kind.name,
    tool: kind.tool,
    toolVersion: null,
    root: '/generated',
    migrations: Array.from({ length: migrations }, (_, at) => migrationOf(kind, at)),
    order: { by: 'bytes', why: 'generated', alternatives: [] },
    historyTable: { schema: null, name: 'migration_history' },
    defaultSchema: 'public',
    searchPath: ['public'],
    problems: [],
    sources: new Map(),
  }
}

function migrationOf(kind: HistoryKind, at: number): Migration {
  const name = String(at + 1).padStart(6, '0')
  const up = textsOfMigration(kind, at).map(
    (text): SqlStep => ({ kind: 'sql', chunk: verbatimChunk(`${name}.sql`, text) }),
  )
  return {
    name,
    file: `${name}.sql`,
    orderKey: name,
    up,
    down: null,
    execution: kind.execution,
    checksums: [],
    problems: [],
  }
}

/** TypeORM sends its queries one by one, the others keep theirs in a file. */
function textsOfMigration(kind: HistoryKind, at: number): Texts {
  const statements = kind.statements(at)
  return kind.tool === 'typeorm' ? statements : [`${statements.join('\n\n')}\n`]
}

/** Every text that the project sends, in order, as far as it stands in its files. */
export function textsOf(project: Project): readonly string[] {
  return project.migrations.flatMap(({ up }) => up.flatMap((step) => (step.kind === 'sql' ? [step.chunk.text] : [])))
}
