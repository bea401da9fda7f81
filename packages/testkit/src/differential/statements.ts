import type { Makers } from './maker.ts'
import { columnMakers } from './makers/columns.ts'
import { constraintMakers } from './makers/constraints.ts'
import { dataMakers } from './makers/data.ts'
import { guardMakers } from './makers/guards.ts'
import { indexMakers } from './makers/indexes.ts'
import { partitionMakers } from './makers/partitions.ts'
import { partMakers } from './makers/parts.ts'
import { routineMakers } from './makers/routines.ts'
import { schemaMakers } from './makers/schemas.ts'
import { tableMakers } from './makers/tables.ts'
import { transactionMakers } from './makers/transactions.ts'
import { typeMakers } from './makers/types.ts'
import { viewMakers } from './makers/views.ts'

/** Everything that a history may be made of. */
export const makers: Makers = [
  ...tableMakers,
  ...columnMakers,
  ...constraintMakers,
  ...indexMakers,
  ...typeMakers,
  ...viewMakers,
  ...routineMakers,
  ...partMakers,
  ...schemaMakers,
  ...partitionMakers,
  ...dataMakers,
  ...guardMakers,
  ...transactionMakers,
]
