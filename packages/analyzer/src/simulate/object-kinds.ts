import type { ObjectType } from '@migration-doctor/sql'

/** How far an object that DROP, RENAME, SET SCHEMA, OWNER TO or COMMENT names is looked up. */
export type ObjectTreatment =
  | { readonly how: 'simulated'; readonly words: string }
  | { readonly how: 'irrelevant' | 'never named'; readonly words: string; readonly why: string }

const simulated = (words: string): ObjectTreatment => ({ how: 'simulated', words })
const ofTheServer = (words: string): ObjectTreatment => ({
  how: 'irrelevant',
  words,
  why: 'belongs to the server, not to the history',
})
const part = (words: string, why: string): ObjectTreatment => ({ how: 'never named', words, why })

/** Every kind of object that the parser can name. */
export const objectKinds: { readonly [K in ObjectType]: ObjectTreatment } = {
  OBJECT_ACCESS_METHOD: simulated('access method'),
  OBJECT_AGGREGATE: simulated('aggregate'),
  OBJECT_AMOP: part('operator of a family', 'goes with its family'),
  OBJECT_AMPROC: part('function of a family', 'goes with its family'),
  OBJECT_ATTRIBUTE: simulated('attribute of a composite type'),
  OBJECT_CAST: simulated('cast'),
  OBJECT_COLUMN: simulated('column'),
  OBJECT_COLLATION: simulated('collation'),
  OBJECT_CONVERSION: simulated('conversion'),
  OBJECT_DATABASE: ofTheServer('database'),
  OBJECT_DEFAULT: part('default', 'goes with its column'),
  OBJECT_DEFACL: part('default privileges', 'changed by ALTER DEFAULT PRIVILEGES alone'),
  OBJECT_DOMAIN: simulated('domain'),
  OBJECT_DOMCONSTRAINT: simulated('constraint of a domain'),
  OBJECT_EVENT_TRIGGER: simulated('event trigger'),
  OBJECT_EXTENSION: simulated('extension'),
  OBJECT_FDW: simulated('foreign data wrapper'),
  OBJECT_FOREIGN_SERVER: simulated('foreign server'),
  OBJECT_FOREIGN_TABLE: simulated('foreign table'),
  OBJECT_FUNCTION: simulated('function'),
  OBJECT_INDEX: simulated('index'),
  OBJECT_LANGUAGE: simulated('language'),
  OBJECT_LARGEOBJECT: { how: 'irrelevant', words: 'large object', why: 'is data, not part of the schema' },
  OBJECT_MATVIEW: simulated('materialized view'),
  OBJECT_OPCLASS: simulated('operator class'),
  OBJECT_OPERATOR: simulated('operator'),
  OBJECT_OPFAMILY: simulated('operator family'),
  OBJECT_PARAMETER_ACL: part('setting', 'named by GRANT alone'),
  OBJECT_POLICY: simulated('policy'),
  OBJECT_PROCEDURE: simulated('procedure'),
  OBJECT_PUBLICATION: simulated('publication'),
  OBJECT_PUBLICATION_NAMESPACE: part('schema of a publication', 'named by ALTER PUBLICATION alone'),
  OBJECT_PUBLICATION_REL: part('table of a publication', 'named by ALTER PUBLICATION alone'),
  OBJECT_ROLE: ofTheServer('role'),
  OBJECT_ROUTINE: simulated('routine'),
  OBJECT_RULE: simulated('rule'),
  OBJECT_SCHEMA: simulated('schema'),
  OBJECT_SEQUENCE: simulated('sequence'),
  OBJECT_SUBSCRIPTION: simulated('subscription'),
  OBJECT_STATISTIC_EXT: simulated('statistics'),
  OBJECT_TABCONSTRAINT: simulated('constraint of a table'),
  OBJECT_TABLE: simulated('table'),
  OBJECT_TABLESPACE: ofTheServer('tablespace'),
  OBJECT_TRANSFORM: simulated('transform'),
  OBJECT_TRIGGER: simulated('trigger'),
  OBJECT_TSCONFIGURATION: simulated('text search configuration'),
  OBJECT_TSDICTIONARY: simulated('text search dictionary'),
  OBJECT_TSPARSER: simulated('text search parser'),
  OBJECT_TSTEMPLATE: simulated('text search template'),
  OBJECT_TYPE: simulated('type'),
  OBJECT_USER_MAPPING: part('user mapping', 'dropped by DROP USER MAPPING alone'),
  OBJECT_VIEW: simulated('view'),
}
