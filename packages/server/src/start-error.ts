export { StartError } from './db/embedded/start-error.ts'
