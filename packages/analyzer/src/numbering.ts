/**
 * For migrations numbered one by one: the number of the hole that each comes after, none before the first hole. Empty
 * when the names bear no such numbers.
 */
export function holesIn(names: readonly string[]): ReadonlyMap<string, number> {
  const numbers = names.map(leadingNumber)
  const holes = new Map<string, number>()
  let hole: number | null = null
  let steps = 0
  for (const [at, name] of names.entries()) {
    const number = numbers[at] ?? null
    const before = at === 0 ? null : (numbers[at - 1] ?? null)
    if (number !== null && before !== null) {
      if (number === before + 1) steps++
      else if (number === before + 2) hole = before + 1
    }
    if (hole !== null) holes.set(name, hole)
  }
  // A few steps by one are no numbering.
  return steps * 2 > names.length ? holes : new Map()
}

function leadingNumber(name: string): number | null {
  const number = Number.parseInt(name.replace(/^[Vv](?=\d)/, ''), 10)
  return Number.isNaN(number) ? null : number
}
