import { reporter as json } from './json.ts'
import { reporter as pretty } from './pretty.ts'
import type { Reporter } from './reporter.ts'

export { isProven } from './fix/proof.ts'
export { renderFix } from './fix.ts'
export { type PageOptions, type RuleText, renderPage, rulePage } from './page.ts'
export type { Invocation, RenderOptions, Reporter } from './reporter.ts'
export { renderStatus } from './status.ts'
export { renderVerify } from './verify.ts'
export { visibleLine } from './visible.ts'

export const reporters: readonly Reporter[] = [pretty, json]
