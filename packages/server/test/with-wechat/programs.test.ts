import { ourSide } from './our-side.ts'
import { programSuite } from './program-suite.ts'
import { sandboxSide } from './sandbox-side.ts'

programSuite('the simulated WeChat', sandboxSide)
programSuite('our server', ourSide)
