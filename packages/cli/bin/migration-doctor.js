#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs'
import * as module from 'node:module'

const at = (path) => new URL(path, import.meta.url)
const words = process.argv.slice(2)

// Answered here, because loading the commands takes longer than starting Node.
if (words.length === 1 && words[0] === '--version') {
  console.log(JSON.parse(readFileSync(at('../package.json'), 'utf8')).version)
} else if (existsSync(at('../dist/bin.js'))) {
  module.enableCompileCache?.()
  await import('../dist/bin.js')
} else {
  console.error('migration-doctor is not built yet. Run: npm run build')
  process.exitCode = 2
}
