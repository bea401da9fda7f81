import Sequencer from '@jest/test-sequencer'

/**
 * Files that take longest, longest first. They begin first, so that the end of a run is shared by short ones; where a
 * file stands here decides about nothing else.
 */
const long = [
  'testkit/test/disasters/cure',
  'analyzer/test/ddl/ddl',
  'cli/test/model-typeorm',
  'analyzer/test/plpgsql/bodies',
  'analyzer/test/query/generated',
  'cli/test/by-hand',
  'db/test/remembered',
  'adapters/test/typeorm/builder-parity',
  'cli/test/execute',
  'cli/test/cure',
  'testkit/test/disasters/broken',
  'testkit/test/conformance',
  'db/test/scratch',
  'fixer/test/guards',
  'adapters/test/prisma/cli',
  'analyzer/test/claims/claims',
  'adapters/test/sql/dbmate',
  'db/test/clone',
  'db/test/replay',
]

/** Jest knows how long files take only where it has run before; in a fresh clone it would begin with those of most bytes. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).toSorted((a, b) => placeOf(a.path) - placeOf(b.path))
  }
}

function placeOf(path) {
  const name = path.replaceAll('\\', '/')
  const at = long.findIndex((one) => name.endsWith(`/packages/${one}.test.ts`))
  return at < 0 ? long.length : at
}
