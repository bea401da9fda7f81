import type { ModelDrift, ModelUnknown } from '@migration-doctor/core'
import { scan } from '@migration-doctor/sql'
import type { Child, Stage } from '../../../adapter.ts'
import { asChildMessage, type ComparedMessage } from '../messages.ts'
import { plainly, ScratchSession } from '../session.ts'
import { modelProgram } from './program.ts'

/** The data source whose entities are compared. */
export interface Model {
  /** Absolute. */
  readonly file: string
  /** The same for people, relative to the project's root. */
  readonly shown: string
  /** Folder from which relative globs begin. Absolute. */
  readonly base: string
}

const silenceMs = 60_000

/**
 * What TypeORM's own `migration:generate` would write, on a database in which the migrations have run and which stays as it is. In a
 * process of its own, because loading a data source may do anything, ending the process included.
 */
export async function compareModel(stage: Stage, model: Model): Promise<ModelDrift | ModelUnknown> {
  const child = stage.launch(modelProgram, model.base)
  const session = new ScratchSession(stage.database, false)
  await session.begin()
  try {
    const { needs, statements } = await answered(child, session, { ...model, loader: stage.loader })
    if (needs !== null) return { needs }
    return { model: model.shown, script: statements.map((each) => `${filledIn(each)};\n`).join('') }
  } catch (error) {
    return { needs: `a data source that can be loaded (${error instanceof Error ? error.message : String(error)})` }
  } finally {
    await child.kill()
    await session.again(false)
    await session.end()
  }
}

async function answered(child: Child, session: ScratchSession, order: object): Promise<ComparedMessage> {
  for (;;) {
    const message = asChildMessage(await child.receive(silenceMs))
    if (message?.kind === 'ready') child.send({ kind: 'compare', ...order })
    else if (message?.kind === 'query') child.send(await plainly(message, session))
    else if (message?.kind === 'compared') return message
    else if (message?.kind === 'failed') throw new Error(message.message.split('\n')[0])
  }
}

/** The notes that TypeORM keeps of views and generated columns come with parameters. */
function filledIn({ sql, parameters }: ComparedMessage['statements'][number]): string {
  let text = ''
  let from = 0
  for (const { start, end, name, text: token } of parameters.length > 0 ? scan(sql) : []) {
    if (name !== 'PARAM') continue
    text += sql.slice(from, start) + literal(parameters[Number(token.slice(1)) - 1])
    from = end
  }
  return text + sql.slice(from)
}

function literal(value: unknown): string {
  return value === null || value === undefined ? 'NULL' : `'${String(value).replaceAll("'", "''")}'`
}
