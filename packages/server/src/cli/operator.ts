import { createSystemClock } from '../clock.ts'
import { readConfig, urlHost } from '../config.ts'
import type { Context } from '../context.ts'
import { openDatabase } from '../db/open.ts'
import { createSecrets, generatedSecret } from '../secrets.ts'

/** What commands work with: the installation's database and keys, without a server. */
export interface Operator extends Pick<Context, 'config' | 'clock' | 'pool' | 'secrets'> {
  /** Where the desk is opened, without a slash at the end. */
  readonly url: string
  close(): Promise<void>
}

/**
 * Opens the installation that the environment names: `DATABASE_URL`, else the embedded PostgreSQL, joined when it runs
 * and started for this command's time when it doesn't. Throws StartError.
 */
export async function openInstallation(
  env: NodeJS.ProcessEnv,
  tell: (line: string) => void,
): Promise<Operator> {
  const config = readConfig(env)
  const secrets = createSecrets(config.secret ?? (await generatedSecret(config.dataDir)))
  const database = await openDatabase(config, tell, 'attach')
  return {
    config,
    secrets,
    clock: createSystemClock(),
    pool: database.pool,
    url: config.publicUrl ?? `http://${urlHost(config.host)}:${config.port}`,
    close: database.close,
  }
}
