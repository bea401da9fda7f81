/**
 * Bodies of `up` whose statements can all be known. Each is run for real, as written and as compilers make of it,
 * and read; both must send the same.
 */
export const programs: Readonly<Record<string, string>> = {
  'literals and templates': `
    await queryRunner.query('CREATE TABLE "a" ()')
    await queryRunner.query("CREATE TABLE \\"b\\" () -- \\u0041\\x42\\tz")
    await queryRunner.query(\`CREATE TABLE "c" (
      -- \${1 + 1} and \${'two'} \\\` \\\${x} \\n
    )\`)`,
  'constants and concatenation': `
    const table = 'users', column = 'mail'
    let sql = 'ALTER TABLE "' + table + '"'
    sql += ' ADD "' + column + '" '
    sql += \`varchar(\${2 * 60})\`
    await queryRunner.query(sql)`,
  'enums and objects': `
    const Role = { Admin: 'admin', User: 'user' }
    const names = { ...Role, Guest: 'guest' }
    await queryRunner.query(\`CREATE TYPE role AS ENUM (\${Object.values(names).map((v) => \`'\${v}'\`).join(', ')})\`)
    for (const [key, value] of Object.entries(names)) await queryRunner.query(\`-- \${key}=\${value}\`)
    for (const key in Role) await queryRunner.query('-- ' + key)`,
  'loops of every kind': `
    for (const t of ['a', 'b']) { if (t === 'c') continue; await queryRunner.query('DROP TABLE ' + t) }
    for (let i = 0; i < 3; i++) await queryRunner.query('SELECT ' + i)
    let n = 2
    while (n > 0) { await queryRunner.query('SELECT ' + n); n -= 1 }
    do { await queryRunner.query('SELECT done'); n++ } while (n < 2)
    ;['x', 'y'].forEach((t, i) => queryRunner.query(\`\${t}\${i}\`))
    outer: for (const a of [1, 2]) { for (const b of [1, 2]) { if (b === 2) continue outer; if (a === 2) break outer; await queryRunner.query(a + '/' + b) } }`,
  'conditions on what is known': `
    const flags = { on: true, off: false, list: [] }
    if (flags.on && !flags.off) await queryRunner.query('yes'); else await queryRunner.query('no')
    await queryRunner.query(flags.off ? 'a' : flags.list.length ? 'b' : 'c')
    await queryRunner.query(flags.missing ?? 'default')
    switch (flags.list.length) { case 0: await queryRunner.query('zero'); case 1: await queryRunner.query('one'); break; default: await queryRunner.query('more') }
    await queryRunner.query(flags?.deep?.er?.x === undefined ? 'none' : 'some')
    if (typeof flags.on === 'boolean' && 'on' in flags) await queryRunner.query('typed')`,
  'functions and closures': `
    const quote = (name) => '"' + name + '"'
    function make(table, ...columns) { return \`CREATE TABLE \${quote(table)} (\${columns.map((c) => quote(c) + ' int').join(', ')})\` }
    const run = async (sql, times = 1) => { for (let i = 0; i < times; i++) await queryRunner.query(sql) }
    await run(make('t', 'a', 'b'))
    await run('again', 2)
    const counter = (() => { let c = 0; return () => ++c })()
    await queryRunner.query('' + counter() + counter())
    const fact = (n) => (n < 2 ? 1 : n * fact(n - 1))
    await queryRunner.query('SELECT ' + fact(5))`,
  'destructuring and spread': `
    const [first, , third = 'z', ...rest] = ['a', 'b', undefined, 'd', 'e']
    const { x, y: { z: inner = 'i' } = {}, ...others } = { x: 1, p: 2, q: 3 }
    await queryRunner.query([first, third, ...rest, x, inner, Object.keys(others).join()].join(' '))
    const add = (a, b, c) => a + b + c
    await queryRunner.query(String(add(...[1, 2], 3)))`,
  'methods of strings': `
    const s = '  Some_Table Name  '
    await queryRunner.query([s.trim(), s.toLowerCase(), s.split('_').length, s.replace('_', '-'), s.replace(/\\s+/g, '.'), s.slice(2, 6), s.substring(6, 2), s.indexOf('T'),
      'a'.padStart(3, '0'), 'ab'.repeat(2), 'a,b'.split(',').reverse().join('|'), s.includes('Table'), 'x'.charAt(0), 'abc'.at ? 'abc'.substr(1, 1) : '', 'CamelCase'.replace(/([A-Z])/g, (m) => '_' + m.toLowerCase())].join('#'))`,
  'methods of arrays': `
    const list = [3, 1, 2]
    list.push(5); list.unshift(9); list.splice(1, 1)
    await queryRunner.query([list.filter((n) => n > 1).join(), list.some((n) => n > 8), list.every((n) => n > 8), list.find((n) => n < 3), list.findIndex((n) => n === 2), list.reduce((a, b) => a + b, 0),
      list.slice(-2).join('-'), [...list].sort().join(''), [[1], [2, 3]].flat().length, list.includes(5), list.indexOf(5), list.concat([7]).length, Array.from({ length: 3 }, (_, i) => i).join('')].join('#'))`,
  'promises at once': `
    await Promise.all(['a', 'b'].map((t) => queryRunner.query('ANALYZE ' + t)))
    await queryRunner.query('first').then(() => queryRunner.query('second')).finally(() => undefined)
    const [one] = await Promise.all([Promise.resolve('v'), 2])
    await queryRunner.query(one)`,
  'errors that are caught': `
    try { await queryRunner.query('one'); throw new Error('stop') } catch (error) { await queryRunner.query('caught ' + error.message) } finally { await queryRunner.query('finally') }
    const risky = async () => { try { await queryRunner.query('two'); return 'r' } finally { await queryRunner.query('cleanup') } }
    await queryRunner.query(await risky())`,
  'classes and getters': `
    class Base { constructor(name) { this.name = name } get quoted() { return '"' + this.name + '"' } static of(name) { return new this(name) } sql() { return 'BASE ' + this.quoted } }
    class Table extends Base { columns = ['id']; sql() { return super.sql() + ' (' + this.columns.join() + ')' } }
    await queryRunner.query(new Table('t').sql()); await queryRunner.query(Table.of('u').quoted)`,
  collections: `
    const set = new Set(['a', 'b', 'a']), map = new Map([['k', 'v']])
    map.set('l', 'w'); set.add('c')
    await queryRunner.query([...set].join('') + set.size + set.has('c') + map.get('k') + map.size + [...map.keys()].join() + [...map].length)
    for (const [k, v] of map) await queryRunner.query(k + v)`,
  'numbers, JSON and dates': `
    await queryRunner.query(JSON.stringify({ a: [1, 'x', null], b: { c: true } }) + JSON.parse('{"k":[1,2]}').k.length)
    await queryRunner.query(\`\${7 % 4} \${2 ** 5} \${Math.max(1, 3)} \${parseInt('12px', 10)} \${Number('4') + 1} \${-(-3)} \${5 / 2} \${1 << 3} \${'5' * 2}\`)
    await queryRunner.query(new Date('2024-01-02T03:04:05Z').toISOString())`,
  'tagged templates': `
    const sql = (strings, ...values) => strings.reduce((all, part, i) => all + part + (i < values.length ? '<' + values[i] + '>' : ''), '')
    await queryRunner.query(sql\`a \${1} b \${'x'} c\`)
    await queryRunner.query(String.raw\`\\d+ \${'v'}\`)`,
  'parameters and managers': `
    await queryRunner.query('INSERT INTO t VALUES ($1, $2)', ['a', 1])
    await queryRunner.manager.query('SELECT 1')
    await queryRunner.connection.query('SELECT 2')`,
}
