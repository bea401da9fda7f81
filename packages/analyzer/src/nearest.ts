import { distance } from 'fastest-levenshtein'

/** The candidate that a misspelt name most likely meant: at most a third of its letters differ, and at most three. */
export function nearest(wanted: string, candidates: Iterable<string>): string | null {
  const limit = Math.min(3, Math.floor(wanted.length / 3))
  let best: string | null = null
  let bestDistance = limit + 1
  for (const candidate of candidates) {
    if (candidate === wanted || Math.abs(candidate.length - wanted.length) >= bestDistance) continue
    // Numbered siblings are no misspellings of each other.
    if (withoutDigits(candidate) === withoutDigits(wanted)) continue
    const apart = distance(wanted.toLowerCase(), candidate.toLowerCase())
    if (apart < bestDistance) {
      best = candidate
      bestDistance = apart
    }
  }
  return best
}

function withoutDigits(name: string): string {
  return name.replace(/\d+/g, '')
}
