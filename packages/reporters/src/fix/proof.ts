import type { Proof, ProofWorld } from '@migration-doctor/core'
import { hanging, type Paint, prose, signs } from '../paint.ts'

const worlds: Readonly<Record<string, string>> = {
  empty: 'on an empty database',
  copy: 'on a copy of the diagnosed database',
}

const results: Readonly<Record<ProofWorld['result'], string>> = {
  converges: 'the history runs to its end',
  fails: 'fails',
  'not-tried': 'not tried',
}

/** A plan is proven when every world was tried and converged. */
export function isProven(proof: Proof): boolean {
  return proof.worlds.length > 0 && proof.worlds.every(({ result }) => result === 'converges')
}

export function proofLines(proof: Proof, width: number, paint: Paint): readonly string[] {
  const verdict = isProven(proof) ? paint.good('proven') : paint.severity.warning('not proven')
  return [verdict, ...proof.worlds.flatMap((world) => worldLines(world, width, paint))]
}

function worldLines({ world, result, detail }: ProofWorld, width: number, paint: Paint): readonly string[] {
  const sign = { converges: paint.good(signs.good), fails: paint.severity.error(signs.error), 'not-tried': '–' }[result]
  const where = worlds[world] ?? `on a database as it was after \`${world}\``
  return hanging(`  ${sign} `, prose(`${where}: ${detail || results[result]}`, paint), width)
}
