import { reporter as json } from './json.ts'
import { reporter as pretty } from './pretty.ts'
import type { Reporter } from './reporter.ts'

export type { Invocation, RenderOptions, Reporter } from './reporter.ts'

export const reporters: readonly Reporter[] = [pretty, json]
