/** What a small desk needs: a few hundred conversations at a time, on a machine that does other work too. */
const deskSettings = {
  shared_buffers: '128MB',
  max_connections: '100',
  wal_compression: 'on',
  max_wal_size: '1GB',
  random_page_cost: '1.1',
  log_line_prefix: '%m [%p] %q%a ',
  log_checkpoints: 'off',
  log_error_verbosity: 'terse', // details quote the values of a row, and those are customers'
}

/** Not up for choice: a message is acknowledged because it is on disk, and nobody else comes in. */
const fixedSettings = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  listen_addresses: '',
  unix_socket_permissions: '0700',
}

/** The command line of the server; `wanted` may change anything but durability and the way in. */
export function settingArguments(wanted: Readonly<Record<string, string>>): string[] {
  const settings = { ...deskSettings, ...wanted, ...fixedSettings }
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
