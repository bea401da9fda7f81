import type { Node } from '@migration-doctor/sql'
import { Refusal } from './refusal.ts'

/** What CREATE SCHEMA makes within it must not be named into another schema. */
export function refuseOtherSchema(element: Node, schema: string | undefined): void {
  const named = schemaOf(element)
  if (named === undefined || schema === undefined || named === schema) return
  const message = `CREATE specifies a schema (${named}) different from the one being created (${schema})`
  throw new Refusal('42P15', message)
}

function schemaOf(element: Node): string | undefined {
  if ('CreateStmt' in element) return element.CreateStmt.relation?.schemaname
  if ('ViewStmt' in element) return element.ViewStmt.view?.schemaname
  if ('CreateSeqStmt' in element) return element.CreateSeqStmt.sequence?.schemaname
  if ('IndexStmt' in element) return element.IndexStmt.relation?.schemaname
  return 'CreateTrigStmt' in element ? element.CreateTrigStmt.relation?.schemaname : undefined
}
