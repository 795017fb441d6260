export type { Clock } from './clock.ts'
export { type Config, readConfig } from './config.ts'
export { type Server, type ServerOptions, startServer } from './server.ts'
export { StartError } from './start-error.ts'
