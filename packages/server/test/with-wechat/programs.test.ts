import { programSuite } from './program-suite.ts'
import { sandboxSide } from './sandbox-side.ts'

programSuite('the simulated WeChat', sandboxSide)
