import { cpSync } from 'node:fs'
import { defineConfig } from 'rolldown'

const folder = import.meta.dirname

/** Our own packages are bundled, those of npm stay where npm put them. */
export default defineConfig({
  cwd: folder,
  input: {
    main: 'src/main.ts',
    cli: 'src/cli/main.ts',
    'end-orphan': 'src/db/embedded/end-orphan-main.ts',
  },
  platform: 'node',
  external: /^(?!@duokefu\/)[@\w]/,
  output: { dir: 'dist', format: 'esm', sourcemap: true, cleanDir: true },
  plugins: [
    {
      name: 'migrations',
      writeBundle() {
        cpSync(`${folder}/src/db/migrations`, `${folder}/dist/migrations`, { recursive: true })
        // Threads of their own, found beside whatever starts them.
        cpSync(`${folder}/src/media/decode-worker.mjs`, `${folder}/dist/decode-worker.mjs`)
        cpSync(`${folder}/src/media/pictures`, `${folder}/dist/pictures`, { recursive: true })
        cpSync(`${folder}/src/media/speex`, `${folder}/dist/speex`, { recursive: true })
      },
    },
  ],
})
