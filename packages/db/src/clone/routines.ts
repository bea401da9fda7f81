import { notOfExtension, wanted } from '../introspect/read.ts'
import { inNoSchema, type Part, part } from './part.ts'

const ours = `${wanted} AND ${notOfExtension('pg_proc', 'p.oid')}
  AND NOT EXISTS (SELECT FROM pg_depend i WHERE i.classid = 'pg_proc'::regclass AND i.objid = p.oid AND i.deptype = 'i')`

const functions = part(`
  SELECT pg_get_functiondef(p.oid) AS sql FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
  WHERE p.prokind <> 'a' AND ${ours} ORDER BY p.oid`)

const aggregates = part(`
  SELECT format('CREATE AGGREGATE %I.%I (%s) (SFUNC = %s, STYPE = %s%s%s%s%s)', n.nspname, p.proname,
    CASE WHEN p.pronargs = 0 THEN '*' ELSE pg_get_function_arguments(p.oid) END, a.aggtransfn,
    format_type(a.aggtranstype, NULL),
    CASE WHEN a.aggfinalfn <> 0 THEN ', FINALFUNC = ' || a.aggfinalfn::text END,
    CASE WHEN a.aggcombinefn <> 0 THEN ', COMBINEFUNC = ' || a.aggcombinefn::text END,
    ', INITCOND = ' || quote_literal(a.agginitval),
    CASE p.proparallel WHEN 's' THEN ', PARALLEL = SAFE' WHEN 'r' THEN ', PARALLEL = RESTRICTED' END) AS sql
  FROM pg_aggregate a JOIN pg_proc p ON p.oid = a.aggfnoid JOIN pg_namespace n ON n.oid = p.pronamespace
  WHERE ${ours} ORDER BY p.oid`)

const operand = (name: string, column: string) =>
  `CASE WHEN o.${column} <> 0 THEN ', ${name} = ' || format_type(o.${column}, NULL) END`

const operators = part(`
  SELECT concat('CREATE OPERATOR ', quote_ident(n.nspname), '.', o.oprname, ' (FUNCTION = ', o.oprcode,
    ${operand('LEFTARG', 'oprleft')}, ${operand('RIGHTARG', 'oprright')},
    CASE WHEN o.oprcanhash THEN ', HASHES' END, CASE WHEN o.oprcanmerge THEN ', MERGES' END, ')') AS sql
  FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace
  WHERE o.oprcode <> 0 AND ${wanted} AND ${notOfExtension('pg_operator', 'o.oid')} ORDER BY o.oid`)

const casts = part(`
  SELECT concat('CREATE CAST (', format_type(k.castsource, NULL), ' AS ', format_type(k.casttarget, NULL), ') ',
    CASE k.castmethod WHEN 'i' THEN 'WITH INOUT' WHEN 'b' THEN 'WITHOUT FUNCTION'
      ELSE 'WITH FUNCTION ' || k.castfunc::regprocedure END,
    CASE k.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' END) AS sql
  FROM pg_cast k
  WHERE k.oid >= 16384 AND ${notOfExtension('pg_cast', 'k.oid')} AND ${inNoSchema}
    AND NOT EXISTS (SELECT FROM pg_depend i WHERE i.classid = 'pg_cast'::regclass AND i.objid = k.oid AND i.deptype = 'i')
  ORDER BY k.oid`)

/** Functions, and what is made of them. */
export const routineParts: readonly Part[] = [functions, aggregates, operators, casts]
