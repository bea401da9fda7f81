import { readFileSync } from 'node:fs'
import type { Report } from '@migration-doctor/core'
import type { RenderOptions } from '../src/index.ts'

export function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../../fixtures/reports/${name}`, import.meta.url), 'utf8'))
}

/** Every level, severity and oddity of text that a report can hold. */
export const everything = read<Report>('everything.json')

const sources = read<Record<string, Record<string, string>>>('everything.sources.json')

export const options: RenderOptions = {
  sources: new Map(Object.entries(sources).map(([name, files]) => [name, new Map(Object.entries(files))])),
  color: false,
  width: 80,
  quiet: false,
  verbose: false,
}

/** What a run without any project or finding gives. */
export const empty: Report = {
  ...everything,
  projects: [],
  summary: { errors: 0, warnings: 0, notes: 0, durationMs: 1 },
}
