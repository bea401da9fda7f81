import type { Node, NodeKind, NodeOf } from '@migration-doctor/sql'

/** Something that statements can ask for and that older servers do not know. */
export interface VersionFeature {
  /** As users write it. */
  readonly what: string
  /** Major version of PostgreSQL that brought it, by its release notes. */
  readonly since: number
  /** What the versions before say of it. */
  readonly sqlstate: string
  readonly kind: NodeKind
  /** Does a node of that kind ask for it? */
  readonly asks: (body: never) => boolean
}

const feature = <K extends NodeKind>(
  kind: K,
  [since, what]: readonly [since: number, what: string],
  asks: (body: NodeOf<K>) => boolean,
  sqlstate = '42601',
): VersionFeature => ({ kind, since, what, asks, sqlstate })

const always = (): boolean => true

type DefElems = readonly ({ readonly DefElem?: { readonly defname?: string } } | object)[] | undefined

const hasOption = (options: DefElems, ...names: readonly string[]): boolean =>
  (options ?? []).some((item) => 'DefElem' in item && names.includes(item.DefElem?.defname ?? ''))

const has = (items: readonly unknown[] | undefined): boolean => (items?.length ?? 0) > 0

const isNotNull = (node: Node | undefined): boolean =>
  node !== undefined && 'Constraint' in node && node.Constraint.contype === 'CONSTR_NOTNULL'

/** Features of single statements and clauses. Each is refused by the servers before it. */
const ofStatements: readonly VersionFeature[] = [
  feature('AlterTableCmd', [13, 'ALTER COLUMN … DROP EXPRESSION'], ({ subtype }) => subtype === 'AT_DropExpression'),
  feature('AlterTypeStmt', [13, 'ALTER TYPE … SET (…)'], always),
  feature('AlterStatsStmt', [13, 'ALTER STATISTICS … SET STATISTICS'], always),
  feature('DropdbStmt', [13, 'DROP DATABASE … WITH (FORCE)'], ({ options }) => has(options)),
  feature('AlterObjectDependsStmt', [13, 'ALTER … NO DEPENDS ON EXTENSION'], ({ remove }) => remove === true),
  feature('IndexElem', [13, 'parameters of an operator class'], ({ opclassopts }) => has(opclassopts)),
  feature(
    'RenameStmt',
    [13, 'ALTER VIEW … RENAME COLUMN'],
    ({ renameType, relationType }) => renameType === 'OBJECT_COLUMN' && relationType === 'OBJECT_VIEW',
  ),

  feature('CreateTrigStmt', [14, 'CREATE OR REPLACE TRIGGER'], ({ replace }) => replace === true),
  feature('CreateFunctionStmt', [14, 'BEGIN ATOMIC and RETURN as the body'], ({ sql_body }) => sql_body !== undefined),
  feature(
    'CreateFunctionStmt',
    [14, 'OUT parameters of procedures'],
    ({ is_procedure, parameters }) =>
      is_procedure === true &&
      (parameters ?? []).some(
        (item) => 'FunctionParameter' in item && item.FunctionParameter.mode === 'FUNC_PARAM_OUT',
      ),
    '0A000',
  ),
  feature('PartitionCmd', [14, 'DETACH PARTITION … CONCURRENTLY'], ({ concurrent }) => concurrent === true),
  feature(
    'AlterTableCmd',
    [14, 'DETACH PARTITION … FINALIZE'],
    ({ subtype }) => subtype === 'AT_DetachPartitionFinalize',
  ),
  feature('ColumnDef', [14, 'COMPRESSION of a column'], ({ compression }) => compression !== undefined),
  feature('AlterTableCmd', [14, 'ALTER COLUMN … SET COMPRESSION'], ({ subtype }) => subtype === 'AT_SetCompression'),
  feature('StatsElem', [14, 'CREATE STATISTICS on expressions'], ({ expr }) => expr !== undefined, '0A000'),
  feature('TableLikeClause', [14, 'LIKE … INCLUDING COMPRESSION'], ({ options }) => isCompressionOnly(options)),
  feature('ReindexStmt', [14, 'REINDEX (TABLESPACE …)'], ({ params }) => hasOption(params, 'tablespace')),
  feature('GrantStmt', [14, 'GRANT … GRANTED BY'], ({ grantor }) => grantor !== undefined),
  feature(
    'AlterSubscriptionStmt',
    [14, 'ALTER SUBSCRIPTION … ADD PUBLICATION'],
    ({ kind }) => kind === 'ALTER_SUBSCRIPTION_ADD_PUBLICATION' || kind === 'ALTER_SUBSCRIPTION_DROP_PUBLICATION',
  ),

  feature('MergeStmt', [15, 'MERGE'], always),
  feature('IndexStmt', [15, 'NULLS NOT DISTINCT'], ({ nulls_not_distinct }) => nulls_not_distinct === true),
  feature('Constraint', [15, 'NULLS NOT DISTINCT'], ({ nulls_not_distinct }) => nulls_not_distinct === true),
  feature('Constraint', [15, 'ON DELETE SET NULL (…)'], ({ fk_del_set_cols }) => has(fk_del_set_cols)),
  feature('AlterTableCmd', [15, 'SET ACCESS METHOD'], ({ subtype }) => subtype === 'AT_SetAccessMethod'),
  feature(
    'PublicationObjSpec',
    [15, 'publications of schemas'],
    ({ pubobjtype }) => pubobjtype?.startsWith('PUBLICATIONOBJ_TABLES_IN') ?? false,
  ),
  feature(
    'PublicationObjSpec',
    [15, 'column lists and row filters of publications'],
    ({ pubtable }) => pubtable?.whereClause !== undefined || has(pubtable?.columns),
  ),
  feature('GrantStmt', [15, 'GRANT … ON PARAMETER'], ({ objtype }) => objtype === 'OBJECT_PARAMETER_ACL'),
  feature('AlterDatabaseRefreshCollStmt', [15, 'ALTER DATABASE … REFRESH COLLATION VERSION'], always),
  feature('CreateSeqStmt', [15, 'UNLOGGED sequences'], ({ sequence }) => sequence?.relpersistence === 'u', '0A000'),

  feature('ColumnDef', [16, 'STORAGE of a new column'], ({ storage_name }) => storage_name !== undefined),
  feature('CreateStatsStmt', [16, 'CREATE STATISTICS without a name'], ({ defnames }) => !has(defnames)),
  feature('GrantRoleStmt', [16, 'GRANT of a role WITH INHERIT or SET'], ({ opt }) => hasOption(opt, 'inherit', 'set')),
  feature(
    'ReindexStmt',
    [16, 'REINDEX DATABASE without a name'],
    ({ kind, name, relation }) =>
      (kind === 'REINDEX_OBJECT_DATABASE' || kind === 'REINDEX_OBJECT_SYSTEM') && !name && !relation,
  ),

  feature('AlterTableCmd', [17, 'ALTER COLUMN … SET EXPRESSION'], ({ subtype }) => subtype === 'AT_SetExpression'),
  feature(
    'AlterTableCmd',
    [17, 'SET ACCESS METHOD DEFAULT'],
    ({ subtype, name }) => subtype === 'AT_SetAccessMethod' && name === undefined,
  ),
  feature('AccessPriv', [17, 'the MAINTAIN privilege'], ({ priv_name }) => priv_name === 'maintain'),
  feature(
    'MergeWhenClause',
    [17, 'MERGE … WHEN NOT MATCHED BY SOURCE'],
    ({ matchKind }) => matchKind === 'MERGE_WHEN_NOT_MATCHED_BY_SOURCE',
  ),
  feature('MergeStmt', [17, 'MERGE … RETURNING'], ({ returningClause }) => returningClause !== undefined),
  feature(
    'CommonTableExpr',
    [17, 'MERGE in WITH'],
    ({ ctequery }) => ctequery !== undefined && 'MergeStmt' in ctequery,
  ),

  feature('AlterDomainStmt', [17, 'ALTER DOMAIN … ADD NOT NULL'], ({ def }) => isNotNull(def)),
  feature('Constraint', [18, 'VIRTUAL generated columns'], ({ generated_kind }) => generated_kind === 'v'),
  feature('AlterTableCmd', [18, 'NOT NULL as a constraint of the table'], ({ def }) => isNotNull(def)),
  feature('CreateStmt', [18, 'NOT NULL as a constraint of the table'], ({ tableElts, constraints }) =>
    [...(tableElts ?? []), ...(constraints ?? [])].some(isNotNull),
  ),
  feature(
    'Constraint',
    [18, 'NOT NULL … NO INHERIT'],
    ({ contype, is_no_inherit }) => contype === 'CONSTR_NOTNULL' && is_no_inherit === true,
  ),
  feature(
    'Constraint',
    [18, 'NOT ENFORCED'],
    ({ contype }) => contype === 'CONSTR_ATTR_NOT_ENFORCED' || contype === 'CONSTR_ATTR_ENFORCED',
  ),
  feature(
    'Constraint',
    [18, 'NOT ENFORCED'],
    ({ contype, is_enforced }) => (contype === 'CONSTR_CHECK' || contype === 'CONSTR_FOREIGN') && is_enforced !== true,
  ),
  feature('Constraint', [18, 'WITHOUT OVERLAPS'], ({ without_overlaps }) => without_overlaps === true),
  feature(
    'Constraint',
    [18, 'PERIOD in a foreign key'],
    ({ fk_with_period, pk_with_period }) => fk_with_period === true || pk_with_period === true,
  ),
  feature(
    'ATAlterConstraint',
    [18, 'ALTER CONSTRAINT … INHERIT and ENFORCED'],
    ({ alterEnforceability, alterInheritability, noinherit }) =>
      alterEnforceability === true || (alterInheritability === true && noinherit !== true),
  ),
  feature(
    'ATAlterConstraint',
    [18, 'ALTER CONSTRAINT … NO INHERIT'],
    ({ alterInheritability, noinherit }) => alterInheritability === true && noinherit === true,
    '0A000',
  ),
  feature(
    'VacuumRelation',
    [18, 'VACUUM ONLY and ANALYZE ONLY'],
    ({ relation }) => relation !== undefined && relation.inh !== true,
  ),
]

/** Features of queries and expressions. */
const ofQueries: readonly VersionFeature[] = [
  feature('SelectStmt', [13, 'FETCH FIRST … WITH TIES'], ({ limitOption }) => limitOption === 'LIMIT_OPTION_WITH_TIES'),
  feature('SelectStmt', [14, 'GROUP BY DISTINCT'], ({ groupDistinct }) => groupDistinct === true),
  feature(
    'CommonTableExpr',
    [14, 'SEARCH and CYCLE of recursive queries'],
    ({ search_clause, cycle_clause }) => search_clause !== undefined || cycle_clause !== undefined,
  ),
  feature('JoinExpr', [14, 'an alias of JOIN … USING'], ({ join_using_alias }) => join_using_alias !== undefined),
  feature('RangeSubselect', [16, 'a subquery in FROM without a name'], ({ alias }) => alias === undefined),
  feature('JsonIsPredicate', [16, 'IS JSON'], always),
  feature('JsonObjectConstructor', [16, 'JSON_OBJECT'], ({ exprs }) => has(exprs)),
  feature('JsonObjectAgg', [16, 'JSON_OBJECTAGG'], always),
  feature('JsonArrayQueryConstructor', [16, 'JSON_ARRAY of a query'], always),
  feature('JsonArrayConstructor', [16, 'JSON_ARRAY'], always, '42883'),
  feature('JsonArrayAgg', [16, 'JSON_ARRAYAGG'], always, '42883'),
  feature('JsonTable', [17, 'JSON_TABLE'], always),
  feature('JsonFuncExpr', [17, 'JSON_EXISTS, JSON_VALUE, JSON_QUERY'], always, '42883'),
  feature('JsonScalarExpr', [17, 'JSON_SCALAR'], always, '42883'),
  feature('JsonSerializeExpr', [17, 'JSON_SERIALIZE'], always, '42883'),
]

/** `CREATE_TABLE_LIKE_COMPRESSION` alone; with ALL it is asked of every version. */
const isCompressionOnly = (options: number | undefined): boolean =>
  options !== undefined && options !== everyLikeOption && (options & likeCompression) !== 0
const likeCompression = 1 << 1
const everyLikeOption = 0x7fff_ffff

/** By the version that brought them. */
export const versionFeatures: readonly VersionFeature[] = [...ofStatements, ...ofQueries].sort(
  (a, b) => a.since - b.since,
)

/** Where PostgreSQL says what a major version brought. */
export const releaseNotes = (major: number): string => `https://www.postgresql.org/docs/release/${major}.0/`
