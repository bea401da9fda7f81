import type { Argv } from 'yargs'
import type { Host } from '../host.ts'
import { diagnose } from './diagnose.ts'
import { explain } from './explain.ts'
import { fix } from './fix.ts'
import { lint } from './lint.ts'
import { mark } from './mark.ts'
import { status } from './status.ts'
import { verify } from './verify.ts'

/** The verbs, in the order of `--help`. */
export const commands: readonly ((argv: Argv, host: Host) => Argv)[] = [
  diagnose,
  lint,
  fix,
  status,
  mark,
  verify,
  explain,
]
