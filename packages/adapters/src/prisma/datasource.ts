import { unusable } from '@migration-doctor/core'
import type { ConfigText, PrismaConfig } from './config.ts'
import type { Layout } from './layout.ts'
import type { SchemaValue } from './schema.ts'

const postgres = new Set(['postgresql', 'postgres', 'prisma+postgres'])

/** What the datasource says, with the environment put in. */
export interface Datasource {
  /** As written: `postgresql`, `mysql`, … `null` when no datasource block was found. */
  readonly provider: string | null
  /** What migrations connect to: `directUrl` where there is one. `null` when unset. */
  readonly url: string | null
  /** The variable or setting that would give the URL. */
  readonly urlFrom: string
  readonly shadowUrl: string | null
  /** The schema in which the engine makes unqualified names: `?schema=`, else `public`. */
  readonly schema: string
}

/** @param named the connection string that the user gave instead of the project's own. */
export function readDatasource(layout: Layout, named: string | null = null): Datasource {
  const direct = connection(layout, 'directUrl')
  const main = connection(layout, 'url')
  const chosen = direct.url !== null || main.from === '' ? direct : main
  return {
    provider: providerOf(layout),
    url: chosen.url,
    urlFrom: chosen.from,
    shadowUrl: connection(layout, 'shadowDatabaseUrl').url,
    schema: named === null ? (schemaOf(chosen.url) ?? schemaOf(main.url) ?? 'public') : (schemaOf(named) ?? 'public'),
  }
}

/**
 * @throws DoctorError (2) when the project is for another database, in one sentence. Migrations that were made for
 * PostgreSQL are read all the same: there the datasource is what is wrong.
 */
export function assertPostgres(layout: Layout, locked: string | null): void {
  const provider = providerOf(layout)
  if (provider === null || postgres.has(provider) || locked === 'postgresql') return
  throw unusable(
    `This Prisma project is for ${provider}; migration-doctor reads PostgreSQL histories only.`,
    'For a project with several schemas, name the PostgreSQL one with --schema.',
  )
}

function providerOf(layout: Layout): string | null {
  const value = layout.datasource?.properties.get('provider')
  if (value?.kind === 'env') return layout.environment[value.variable] ?? null
  return value?.kind === 'text' ? value.text : null
}

interface Connection {
  readonly url: string | null
  readonly from: string
}

type Key = 'url' | 'directUrl' | 'shadowDatabaseUrl'

/**
 * Prisma 7 takes the configuration's datasource, Prisma 6 only with `engine: 'classic'`; a `url` in the schema, which
 * Prisma 7 refuses, tells them apart.
 */
function connection(layout: Layout, key: Key): Connection {
  const { config, datasource } = layout
  const written = ofSchema(layout, datasource?.properties.get(key))
  if (!config?.hasDatasource) return written
  const schemaCounts = config.engine !== 'classic' && datasource?.properties.has('url') === true
  const configured = inConfig(config, key)
  return schemaCounts && (written.url !== null || configured.url === null) ? written : configured
}

function inConfig(config: PrismaConfig, key: Key): Connection {
  const from = `datasource.${key} in ${config.file}`
  if (key !== 'directUrl') return ofConfig(config[key], from)
  return config.directUrl.kind === 'text' ? ofConfig(config.directUrl, from) : { url: null, from: '' }
}

function ofConfig(value: ConfigText, from: string): Connection {
  return { url: value.kind === 'text' && value.text !== '' ? value.text : null, from }
}

function ofSchema(layout: Layout, value: SchemaValue | undefined): Connection {
  if (value?.kind === 'env')
    return { url: layout.environment[value.variable] || null, from: `env("${value.variable}")` }
  return { url: value?.kind === 'text' ? value.text : null, from: value ? 'the datasource block' : '' }
}

function schemaOf(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return null
  return new URL(url).searchParams.get('schema') || null
}

/** The connection string for migrations. @throws DoctorError (2) for URLs that are no PostgreSQL connection. */
export function databaseUrlOf(datasource: Datasource): string | null {
  const { url } = datasource
  if (url === null) return null
  const scheme = url.slice(0, url.indexOf(':'))
  if (scheme === 'postgres' || scheme === 'postgresql') return url
  if (scheme === 'prisma' || scheme === 'prisma+postgres') {
    throw unusable(
      `${datasource.urlFrom} holds a ${scheme}: URL, which leads to Prisma's own service and not to a PostgreSQL server.`,
      'Give the direct connection string with --url.',
    )
  }
  throw unusable(`${datasource.urlFrom} does not hold a postgres: connection string.`, 'Give one with --url.')
}
