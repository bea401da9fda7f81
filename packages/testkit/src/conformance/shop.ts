import { data } from './shop/data.ts'
import { foundation } from './shop/foundation.ts'
import { orders } from './shop/orders.ts'
import { programs } from './shop/programs.ts'
import { rare } from './shop/rare.ts'
import type { ShopStep } from './step.ts'

/** The history of a shop: sixty migrations with statements of every kind, which PostgreSQL accepts. */
export const shop: readonly ShopStep[] = [...foundation, ...orders, ...programs, ...data, ...rare]
