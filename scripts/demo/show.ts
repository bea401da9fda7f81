import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  breakDatabase,
  type CureByHand,
  copyProject,
  type DisasterName,
  editByHand,
  readDisaster,
  runProject,
} from '@migration-doctor/testkit'
import { clip } from './clip.ts'
import { startEmbedded } from './embedded.ts'
import { heading, lastLines, prompt, width, wrap } from './page.ts'
import { runDoctor } from './program.ts'

const out = (text: string) => process.stdout.write(`${text}\n`)
const progress = (text: string) => process.stderr.write(`  … ${text}\n`)

/** Commands of the team's own tool, as the demo prints them. */
export const runCommands = {
  typeorm: 'npm run migration:run',
  prisma: 'npx prisma migrate deploy',
  sql: 'npm run migrate',
} as const

/** One project in the demo's folder, and the URL of its database. */
export interface Patient {
  readonly name: DisasterName
  readonly directory: string
  readonly url: string
}

/** Copies a project into the demo's folder, anew. */
export async function layOut(name: DisasterName, folder: string): Promise<string> {
  const directory = join(folder, name)
  await rm(directory, { recursive: true, force: true })
  await copyProject(name, directory)
  return directory
}

/** Breaks, diagnoses, cures, runs and verifies one project. @returns what did not go as it should. */
export async function show(name: DisasterName, folder: string, place: string): Promise<readonly string[]> {
  const { title, story } = readDisaster(name)
  out(heading(`${place} · ${name}`))
  out(wrap(`${title}.`))
  out(`\n${wrap(story)}`)
  progress('copying the project, starting an embedded PostgreSQL')
  const directory = await layOut(name, folder)
  const server = await startEmbedded()
  try {
    progress('making the broken database with the project’s own tool')
    await breakDatabase(name, server.url)
    return await treat({ name, directory, url: server.url })
  } finally {
    await server.stop()
  }
}

async function treat(patient: Patient): Promise<readonly string[]> {
  const { name, directory } = patient
  const { byHand } = readDisaster(name)
  const faults: string[] = []
  const expectExit = async (words: readonly string[], exitCode: number) => {
    const code = await doctor(patient, words)
    if (code !== exitCode) faults.push(`${name}: ${words.join(' ')} ended with ${code}, not ${exitCode}`)
  }
  if (await migrate(patient)) faults.push(`${name}: the broken project ran`)
  await expectExit(['diagnose'], 1)
  if (byHand) {
    await editByHand(byHand, directory)
    out(editsOf(byHand))
  } else {
    await expectExit(['fix', '--emit', '--apply', '--yes'], 0)
  }
  if (!(await migrate(patient))) faults.push(`${name}: the cured project did not run`)
  await expectExit(['verify'], 0)
  return faults
}

function editsOf({ why, files }: CureByHand): string {
  const written = files.map(({ path, lines }) => `\n$ cat ${path}\n\n${lines.map((line) => `  ${line}`).join('\n')}`)
  return [`\n${wrap(why)}`, ...written].join('\n')
}

async function doctor({ directory, url }: Patient, words: readonly string[]): Promise<number> {
  progress(`migration-doctor ${words.join(' ')}`)
  const run = await runDoctor(words, directory, url)
  out(`\n${prompt(`npx migration-doctor ${words.join(' ')}`)}\n`)
  out(clip(run.report.trimEnd() || run.messages.trimEnd(), width))
  return run.exitCode
}

async function migrate({ name, directory, url }: Patient): Promise<boolean> {
  const command = runCommands[readDisaster(name).tool]
  progress(command)
  const run = await runProject(name, url, { directory })
  out(`\n$ ${command}\n`)
  out(run.succeeded ? '  (runs to the end)' : lastLines(run.reason ?? run.output, 2))
  return run.succeeded
}
