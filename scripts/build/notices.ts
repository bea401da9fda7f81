import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The licences of bundled packages, which ask to be passed on with the code. */
export async function noticesOf(folders: readonly string[]): Promise<string> {
  const notices = await Promise.all(folders.map(noticeOf))
  return `This product contains the following packages.\n\n${notices.join(`\n${'-'.repeat(80)}\n\n`)}`
}

async function noticeOf(folder: string): Promise<string> {
  const manifest: { name: string; version: string; license?: string } = JSON.parse(
    await readFile(join(folder, 'package.json'), 'utf8'),
  )
  const file = (await readdir(folder)).find((name) => /^licen[cs]e/i.test(name))
  const text = file
    ? (await readFile(join(folder, file), 'utf8')).trim()
    : `Licence: ${manifest.license ?? 'not stated'}`
  return `${manifest.name} ${manifest.version}\n\n${text}\n`
}
