import { clock } from './clock.js'
import { corruption } from './corruption.js'
import { fuzzing } from './fuzz.js'
import { mail } from './mail.js'
import { mixedFleet } from './mixed-fleet.js'
import { mutualExclusion } from './mutual-exclusion.js'
import { nthCall } from './nth-call.js'
import type { Scenario } from './scenario.js'
import { takeover } from './takeover.js'

export const SCENARIOS: readonly Scenario[] = [
  mutualExclusion,
  nthCall,
  takeover,
  clock,
  corruption,
  mail,
  fuzzing,
  mixedFleet,
]
