/**
 * The floors. Imports point down only; the rooms of one floor do not know each other:
 *
 *   4  cli
 *   3  fixer
 *   2  analyzer   adapters
 *   1  sql        db        reporters
 *   0  core
 */
const floors = [['core'], ['sql', 'db', 'reporters'], ['analyzer', 'adapters'], ['fixer'], ['cli']]

const anyOf = (names) => `^packages/(${names.join('|')})/`

/** One rule for every room: what stands on its own floor or above is out of reach. */
const floorRules = floors.flatMap((rooms, floor) =>
  rooms.map((room) => ({
    name: `floor-${floor}-${room}`,
    comment:
      `${room} stands on floor ${floor}: it may use the floors below it and nothing else. An import upwards makes a floor ` +
      'that cannot be tested or replaced alone; an import sideways makes two rooms one. What both need belongs below, in core.',
    severity: 'error',
    from: { path: `^packages/${room}/src/` },
    to: {
      path: anyOf(
        floors
          .slice(floor)
          .flat()
          .filter((name) => name !== room),
      ),
    },
  })),
)

const onlyIn = (name, { packages, from, comment, except = {} }) => ({
  name,
  comment,
  severity: 'error',
  from: { path: '^packages/[^/]+/src/', pathNot: from },
  to: { path: `node_modules/(${packages.join('|')})/`, ...except },
})

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...floorRules,
    {
      name: 'core-imports-nothing',
      comment:
        'core is what every floor agrees on: types and small total functions. A dependency there is a dependency of ' +
        'everything, and a Node builtin would end its purity.',
      severity: 'error',
      from: { path: '^packages/core/src/' },
      to: { pathNot: '^packages/core/src/' },
    },
    {
      name: 'enter-by-index',
      comment:
        'A package is entered by its index.ts, so that what it offers is one list and the rest can be moved freely. ' +
        'Only the tests of a package may look inside it, and the script that writes the analyzer’s table of built-ins. ' +
        'testkit has further doors, so that the tests of a lower floor, and programs that only break a database, do not ' +
        'load all floors.',
      severity: 'error',
      from: { path: '^(?:packages/([^/]+)|scripts|fixtures)/', pathNot: '^scripts/builtins/' },
      to: {
        path: '^packages/',
        pathNot: ['^packages/$1/', '^packages/[^/]+/src/index\\.ts$', '^packages/testkit/src/(server|disasters)\\.ts$'],
      },
    },
    {
      name: 'no-cycles',
      comment:
        'Files that need each other are one file in disguise: none can be read, tested or moved without the others. ' +
        'Types count too: a contract that needs its user is no contract.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-dead-files',
      comment: 'A file that no entry of its package leads to is dead, or missing in a list: npm run gen writes those.',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/(index|bin|plugin-[^/]+|server/jest-[^/]+)\\.ts$' },
      to: {
        path: '^packages/[^/]+/src/',
        pathNot: '/src/(index|bin|plugin-[^/]+|server/jest-[^/]+|server/supervisor|prisma-client/program)\\.m?[jt]s$',
        reachable: false,
      },
    },
    {
      name: 'testkit-is-for-tests',
      comment:
        'testkit starts servers, writes temporary folders and is not published: what a user runs must not contain it.',
      severity: 'error',
      from: { path: '^packages/', pathNot: '^packages/(testkit/|[^/]+/test/)' },
      to: { path: '^packages/testkit/' },
    },
    {
      name: 'sources-do-not-import-tests',
      comment: 'Tests stand on the code, never the other way: the published bundle would carry them.',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/' },
      to: { path: ['^packages/[^/]+/test/', '\\.test\\.ts$'] },
    },
    {
      name: 'no-files-below-cli',
      comment:
        'The user’s files, processes and network are reached through ports that cli hands down, so that these floors ' +
        'stay pure, run on in-memory projects, and can harm nobody.',
      severity: 'error',
      from: { path: anyOf(['core', 'sql', 'reporters', 'analyzer', 'adapters', 'fixer']).replace(/\/$/, '/src/') },
      to: {
        dependencyTypes: ['core'],
        path: '^(node:)?(fs|fs/promises|child_process|process|net|tls|http|https|os|readline|worker_threads|vm)$',
      },
    },
    onlyIn('parser-in-one-file', {
      packages: ['libpg-query'],
      from: '^packages/sql/src/parse[^/]*\\.ts$',
      comment:
        'libpg-query answers in UTF-8 bytes and in a shape that changes with PostgreSQL: both are turned into our own ' +
        'words once, in parse.',
    }),
    onlyIn('syntax-trees-in-sql-and-analyzer', {
      packages: ['@pgsql/types'],
      from: '^packages/(sql|analyzer)/src/',
      comment:
        'The shapes of PostgreSQL’s syntax tree are read by the parser’s package and by the simulator; whoever else ' +
        'needs to know a statement asks the timeline.',
    }),
    {
      name: 'syntax-trees-are-types',
      comment: '@pgsql/types is there for its types; at run time it must not be loaded.',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/' },
      to: { path: 'node_modules/@pgsql/types/', dependencyTypesNot: ['type-only'] },
    },
    onlyIn('drivers-in-db', {
      packages: ['pg', '@electric-sql/pglite'],
      from: '^packages/(db|testkit)/src/',
      comment:
        'One package opens connections, so that one place decides on read-only transactions, timeouts and what is ' +
        'kept out of error messages. Everyone else has the Database port.',
    }),
    onlyIn('babel-in-adapters', {
      packages: ['@babel/[^/]+'],
      from: '^packages/adapters/src/',
      comment: 'Reading a user’s TypeScript is the business of the adapter whose users write it.',
    }),
    onlyIn('yargs-in-cli', {
      packages: ['yargs'],
      from: '^packages/cli/src/',
      comment: 'The command line is one way in among several; the floors below must not know it.',
    }),
    onlyIn('orm-is-the-users-own', {
      packages: ['typeorm[^/]*', '@prisma/[^/]+', 'prisma'],
      from: '^packages/testkit/src/',
      comment:
        'typeorm and Prisma are the user’s copies: resolved from the user’s project, loaded only when needed. A static ' +
        'import would bundle ours, of another version. Types are free.',
      except: { dependencyTypesNot: ['type-only'] },
    }),
    {
      name: 'everything-resolves',
      comment:
        'An import that does not resolve here fails at the user’s. The binary alone loads what the build writes, ' +
        'which a fresh clone does not hold yet.',
      severity: 'error',
      from: { path: '^(packages|scripts)/', pathNot: '^packages/cli/bin/' },
      to: { couldNotResolve: true },
    },
    {
      name: 'every-package-is-declared',
      comment: 'A package that no package.json names works until somebody else’s dependency goes away.',
      severity: 'error',
      from: { path: '^(packages|scripts)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    combinedDependencies: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(packages/[^/]+/(dist|\\.build)|\\.build|coverage)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    moduleSystems: ['es6', 'cjs'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.json'],
    },
  },
}
