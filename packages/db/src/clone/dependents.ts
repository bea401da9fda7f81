import { policyDefinition } from '../introspect/attached.ts'
import { notOfExtension, wanted } from '../introspect/read.ts'
import { inNoSchema, type Part, part, relationName, relations, withOptions } from './part.ts'

const ours = `${wanted} AND ${notOfExtension('pg_class', 'c.oid')}`

const views = part(`
  SELECT concat('CREATE ', CASE c.relkind WHEN 'm' THEN 'MATERIALIZED ' END, 'VIEW ', ${relationName},
    ${withOptions('c.reloptions')}, ' AS ', rtrim(pg_get_viewdef(c.oid), ';'),
    CASE c.relkind WHEN 'm' THEN ' WITH NO DATA' END) AS sql
  FROM ${relations} WHERE c.relkind IN ('v', 'm') AND ${ours} ORDER BY c.oid`)

/** After the tables' keys, on which a view with GROUP BY can lean. */
export const viewParts: readonly Part[] = [views]

const ownTriggers = (versionNum: number) =>
  `NOT t.tgisinternal ${versionNum >= 130_000 ? 'AND t.tgparentid = 0' : ''} AND ${ours}`

const triggers: Part = {
  query: (versionNum) => `
  SELECT pg_get_triggerdef(t.oid) AS sql FROM pg_trigger t JOIN ${relations} ON c.oid = t.tgrelid
  WHERE ${ownTriggers(versionNum)} ORDER BY t.oid`,
}

const triggerStates: Part = {
  query: (versionNum) => `
  SELECT format('ALTER TABLE %s %s TRIGGER %I', ${relationName},
    CASE t.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END, t.tgname) AS sql
  FROM pg_trigger t JOIN ${relations} ON c.oid = t.tgrelid
  WHERE t.tgenabled <> 'O' AND ${ownTriggers(versionNum)} ORDER BY t.oid`,
}

const rules = part(`
  SELECT pg_get_ruledef(r.oid) AS sql FROM pg_rewrite r JOIN ${relations} ON c.oid = r.ev_class
  WHERE r.rulename <> '_RETURN' AND ${ours} ORDER BY r.oid`)

const policies = part(`
  SELECT ${policyDefinition} AS sql FROM pg_policy p JOIN ${relations} ON c.oid = p.polrelid
  WHERE ${ours} ORDER BY p.oid`)

const rowSecurity = part(`
  SELECT format('ALTER TABLE %s %s', ${relationName}, concat_ws(', ',
    CASE WHEN c.relrowsecurity THEN 'ENABLE ROW LEVEL SECURITY' END,
    CASE WHEN c.relforcerowsecurity THEN 'FORCE ROW LEVEL SECURITY' END)) AS sql
  FROM ${relations} WHERE c.relkind IN ('r', 'p') AND (c.relrowsecurity OR c.relforcerowsecurity) AND ${ours} ORDER BY c.oid`)

const statistics = part(`
  SELECT pg_get_statisticsobjdef(s.oid) AS sql FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace
  WHERE ${wanted} AND ${notOfExtension('pg_statistic_ext', 's.oid')} ORDER BY s.oid`)

/** What watches over rows. */
export const attachedParts: readonly Part[] = [triggers, triggerStates, rules, policies, rowSecurity, statistics]

/** Roles that policies name; only a server of our own may get them. */
export const policyRoles = part(`
  SELECT DISTINCT format('CREATE ROLE %I', pg_get_userbyid(role)) AS sql
  FROM pg_policy p JOIN ${relations} ON c.oid = p.polrelid, unnest(p.polroles) role WHERE role <> 0 AND ${ours}`)

const servers = part(`
  SELECT format('CREATE SERVER %I FOREIGN DATA WRAPPER %I', s.srvname, w.fdwname) AS sql
  FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw
  WHERE ${notOfExtension('pg_foreign_server', 's.oid')} AND ${inNoSchema} ORDER BY s.oid`)

const wrappers = part(`
  SELECT format('CREATE FOREIGN DATA WRAPPER %I', w.fdwname) AS sql FROM pg_foreign_data_wrapper w
  WHERE ${notOfExtension('pg_foreign_data_wrapper', 'w.oid')} AND ${inNoSchema} ORDER BY w.oid`)

/** Without their options, which can hold addresses and secrets. */
export const foreignParts: readonly Part[] = [wrappers, servers]

const publications = part(`
  SELECT format('CREATE PUBLICATION %I%s%s', p.pubname, CASE WHEN p.puballtables THEN ' FOR ALL TABLES' ELSE '' END,
    (SELECT ' FOR TABLE ' || string_agg(format('ONLY %I.%I', n.nspname, c.relname), ', ' ORDER BY c.oid)
      FROM pg_publication_rel r JOIN ${relations} ON c.oid = r.prrelid WHERE r.prpubid = p.oid)) AS sql
  FROM pg_publication p WHERE ${inNoSchema} AND ${notOfExtension('pg_publication', 'p.oid')} ORDER BY p.oid`)

const eventTriggers = part(`
  SELECT concat('CREATE EVENT TRIGGER ', quote_ident(e.evtname), ' ON ', e.evtevent,
    (SELECT ' WHEN TAG IN (' || string_agg(quote_literal(tag), ', ') || ')' FROM unnest(e.evttags) tag),
    ' EXECUTE FUNCTION ', e.evtfoid::regproc, '()') AS sql
  FROM pg_event_trigger e
  WHERE ${inNoSchema} AND ${notOfExtension('pg_event_trigger', 'e.oid')} ORDER BY e.oid`)

const eventTriggerStates = part(`
  SELECT format('ALTER EVENT TRIGGER %I DISABLE', e.evtname) AS sql FROM pg_event_trigger e
  WHERE e.evtenabled = 'D' AND ${inNoSchema} AND ${notOfExtension('pg_event_trigger', 'e.oid')} ORDER BY e.oid`)

/** What looks at the database as a whole; event triggers last, since they look at us too. */
export const globalParts: readonly Part[] = [publications, eventTriggers, eventTriggerStates]
