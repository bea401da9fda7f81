import type { AlterExtensionContentsStmt, AlterExtensionStmt, AlterObjectDependsStmt } from '@migration-doctor/sql'
import { addressOf } from './addresses.ts'
import { nameOf, requireRelation } from './names.ts'
import type { Entity, Extension } from './objects.ts'
import { Refusal } from './refusal.ts'
import type { Session } from './session.ts'

function requireExtension(session: Session, name: string | undefined): Extension {
  const address = addressOf(session, 'OBJECT_EXTENSION', { String: { sval: name ?? '' } })
  const found = address.entity ?? address.refuse()
  if (found.class !== 'extension') return address.refuse()
  return found
}

/** `ALTER EXTENSION … UPDATE`. */
export function alterExtension(session: Session, node: AlterExtensionStmt): void {
  requireExtension(session, node.extname)
}

/** `ALTER EXTENSION … ADD` and `DROP` of a member, which then comes and goes with the extension. */
export function alterExtensionContents(session: Session, node: AlterExtensionContentsStmt): void {
  const extension = requireExtension(session, node.extname)
  const address = addressOf(session, node.objtype, node.object)
  const member = address.entity ?? address.refuse()
  const owner = [...(member.dependencies ?? [])].find(({ type }) => type === 'extension')
  if ((node.action ?? 0) > 0) {
    if (owner) throw new Refusal('55000', `${member.name} is already a member of extension "${owner.to.name}"`)
    session.store.depend(member, extension, 'extension')
  } else {
    if (owner?.to !== extension)
      throw new Refusal('55000', `${member.name} is not a member of extension "${extension.name}"`)
    session.store.undepend(member, (edge) => edge === owner)
  }
}

/** `ALTER … [NO] DEPENDS ON EXTENSION`: the object goes with the extension, without being asked for. */
export function tieToExtension(session: Session, node: AlterObjectDependsStmt): void {
  const entity = dependentOf(session, node)
  const { extname } = node
  const extension = requireExtension(session, extname?.sval)
  if (node.remove) session.store.undepend(entity, (edge) => edge.to === extension)
  else if (![...(entity.dependencies ?? [])].some((edge) => edge.to === extension)) {
    session.store.depend(entity, extension, 'auto')
  }
}

function dependentOf(session: Session, node: AlterObjectDependsStmt): Entity {
  if (node.relation && node.objectType !== 'OBJECT_TRIGGER') return requireRelation(session, node.relation)
  if (!node.relation) {
    const address = addressOf(session, node.objectType, node.object)
    return address.entity ?? address.refuse()
  }
  const relation = requireRelation(session, node.relation)
  const { schema } = nameOf(node.relation)
  const own = node.object && 'List' in node.object ? (node.object.List.items ?? []) : []
  const parts = [
    ...(schema === null ? [] : [{ String: { sval: schema } }]),
    { String: { sval: relation.name } },
    ...own,
  ]
  const address = addressOf(session, 'OBJECT_TRIGGER', { List: { items: parts } })
  return address.entity ?? address.refuse()
}
