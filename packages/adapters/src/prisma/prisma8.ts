import path from 'node:path'
import { type Files, unusable } from '@migration-doctor/core'
import { kindOf, listIfThere } from '../project-files.ts'

/** @throws DoctorError (2) when the folder has the layout of Prisma 8: `<space>/<name>/{migration.json,ops.json}`. */
export async function declinePrisma8(migrations: string, files: Files): Promise<void> {
  if (!(await isPrisma8(migrations, files))) return
  throw unusable(
    'These migrations have the layout of Prisma 8 (migration.json and ops.json), which migration-doctor does not read: it knows Prisma 5 to 7.',
  )
}

/** Looks into the first folders of two levels only: one migration is enough to tell. */
export async function isPrisma8(migrations: string, files: Files): Promise<boolean> {
  for (const space of (await folders(migrations, files)).slice(0, 3)) {
    if (await hasOperations(space, files)) return true
    for (const migration of (await folders(space, files)).slice(0, 3)) {
      if (await hasOperations(migration, files)) return true
    }
  }
  return false
}

async function folders(folder: string, files: Files): Promise<readonly string[]> {
  // What may not be looked into is a fault of its own, told where it matters.
  const entries = (await listIfThere(files, folder).catch(() => null)) ?? []
  return entries.filter(({ kind }) => kind === 'directory').map(({ name }) => path.join(folder, name))
}

async function hasOperations(folder: string, files: Files): Promise<boolean> {
  const kinds = [
    await kindOf(files, path.join(folder, 'migration.json')),
    await kindOf(files, path.join(folder, 'ops.json')),
  ]
  return kinds.every((kind) => kind === 'file')
}
