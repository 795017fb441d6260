import path from 'node:path'

/** The project's own folder, wherever it is called from. */
export const root = path.resolve(import.meta.dirname, '..')

/** DATA_DIR as an absolute path. */
export function dataDirOf(env) {
  return env.DATA_DIR ? path.resolve(env.DATA_DIR) : path.join(root, 'data')
}
