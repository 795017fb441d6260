import { compatSuite } from './compat-suite.ts'
import { sandboxSide } from './sandbox-side.ts'

compatSuite('the simulated WeChat', sandboxSide)
