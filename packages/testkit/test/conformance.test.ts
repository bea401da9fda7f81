import { compareCatalogs } from '@migration-doctor/core'
import { diseases } from '../src/conformance/diseases.ts'
import { type Form, forms, stepsFor } from '../src/conformance/forms.ts'
import { type Judged, judge, statesOf } from '../src/conformance/judge.ts'
import { shop } from '../src/conformance/shop.ts'
import type { ShopStep } from '../src/conformance/step.ts'

const pgVersion = 18
const [first, ...others] = forms
if (!first) throw new Error('no forms')

const judged = new Map<string, Promise<Judged>>()

function judgedOnce(form: Form, steps: readonly ShopStep[]): Promise<Judged> {
  const key = `${form.name}: ${steps.map(({ title }) => title).join()}`
  const known = judged.get(key) ?? judge(form, steps, pgVersion)
  judged.set(key, known)
  return known
}

const states = new Map<readonly ShopStep[], readonly string[]>()

/** The states of the first form, which the others are compared with. */
async function expectedStates(steps: readonly ShopStep[]): Promise<readonly string[]> {
  const known = states.get(steps) ?? statesOf((await judgedOnce(first as Form, steps)).project, pgVersion)
  states.set(steps, known)
  return known
}

describe('the healthy shop', () => {
  test('has sixty migrations', () => {
    expect(shop.length).toBeGreaterThanOrEqual(60)
    expect(new Set(shop.map(({ title }) => title)).size).toBe(shop.length)
  })

  test.each(forms)('$name: every migration is read, and nothing would be refused', async (form) => {
    const steps = stepsFor(form, shop)
    const { project, refused, roots } = await judgedOnce(form, steps)
    expect(project.migrations).toHaveLength(steps.length)
    expect({ refused, roots }).toEqual({ refused: [], roots: [] })
  })

  test.each(others)('$name: the same catalog after every migration, the same left unknown', async (form) => {
    const steps = stepsFor(form, shop)
    const [one, other] = [await judgedOnce(first, steps), await judgedOnce(form, steps)]
    expect(other.unknown).toEqual(one.unknown)
    expect(compareCatalogs(one.catalog, other.catalog)).toEqual([])
    const expected = await expectedStates(steps)
    const apart = statesOf(other.project, pgVersion).findIndex((state, at) => state !== expected[at])
    expect(steps[apart]?.title).toBeUndefined()
  })
})

describe.each(diseases)('$name', ({ steps, stops, findings }) => {
  test.each(forms)('$name: found once, as what it is', async (form) => {
    const { refused, roots } = await judgedOnce(form, stepsFor(form, steps))
    expect(roots).toEqual(findings)
    expect(refused[0]).toBe(`${stops.title}: ${stops.sqlstate}`)
  })

  test.each(others)('$name: the same consequences', async (form) => {
    const own = stepsFor(form, steps)
    expect((await judgedOnce(form, own)).consequencesIn).toEqual((await judgedOnce(first, own)).consequencesIn)
  })
})
