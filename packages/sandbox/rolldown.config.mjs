import { defineConfig } from 'rolldown'

/** The phone's page is built into dist/web beside it, by Vite. */
export default defineConfig({
  cwd: import.meta.dirname,
  input: { main: 'src/main.ts' },
  platform: 'node',
  external: /^(?!@duokefu\/)[@\w]/,
  output: { dir: 'dist', format: 'esm', sourcemap: true },
})
