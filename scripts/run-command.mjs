import { spawn } from 'node:child_process'
import { root } from './project.mjs'

/**
 * Runs a program to its end and resolves to its exit code and, unless it speaks to the terminal itself, what it said.
 *
 * @param {string} command
 * @param {string[]} parameters
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, aloud?: boolean }} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function runCommand(command, parameters, { cwd = root, env = process.env, aloud = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, parameters, {
      cwd,
      env,
      stdio: aloud ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        output += text
      })
    }
    child.on('error', (error) => resolve({ code: 127, output: error.message }))
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

/** A program of npm's: run by this Node itself, so that it works without a shell and on every system. */
export function runNode(parameters, options) {
  return runCommand(process.execPath, parameters, options)
}
