export { type Sentence, StartError } from './db/embedded/start-error.ts'
