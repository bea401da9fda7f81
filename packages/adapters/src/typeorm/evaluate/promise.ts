import { FunctionValue, native, type Value } from './value.ts'

/**
 * Everything is evaluated as if it were settled at once, so any value can be waited for:
 * `then` and `finally` run their function now, `catch` has nothing to catch.
 */
export const promiseMethods: ReadonlyMap<string, Value> = new Map<string, Value>([
  [
    'then',
    native('then', ({ self, args, run, site }) =>
      args[0] instanceof FunctionValue ? run.call(args[0], undefined, [self], site) : self,
    ),
  ],
  ['catch', native('catch', ({ self }) => self)],
  [
    'finally',
    native('finally', ({ self, args, run, site }) => {
      if (args[0] instanceof FunctionValue) run.call(args[0], undefined, [], site)
      return self
    }),
  ],
])
