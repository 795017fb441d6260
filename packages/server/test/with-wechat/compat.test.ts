import { compatSuite } from './compat-suite.ts'
import { ourSide } from './our-side.ts'
import { sandboxSide } from './sandbox-side.ts'

compatSuite('the simulated WeChat', sandboxSide)
compatSuite('our server', ourSide)
