import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { compressed } from './compressed-plugin.ts'
import { markdown } from './markdown-plugin.ts'

const server = process.env.FAKE ?? 'http://127.0.0.1:8080'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), markdown(), compressed()],
  server: {
    port: Number(process.env.DESK_PORT ?? 5173),
    proxy: { '/api': { target: server, ws: true } },
  },
  build: {
    outDir: 'dist',
    target: 'es2022',
    // Old enough for the browsers of shops: `light-dark()` and nesting are written out for them.
    cssTarget: ['chrome100', 'safari15.4', 'firefox100'],
    sourcemap: false,
    rolldownOptions: {
      // The phone's pages (`/m/…`, in WeChat's browser) load nothing of the desk.
      input: {
        index: `${import.meta.dirname}/index.html`,
        phone: `${import.meta.dirname}/phone.html`,
      },
      // Of the contract only its pure functions run in the browser; its schemas fall away.
      // What changes with their releases alone stays in browsers' caches over ours; together they also pack better.
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler|react-router)\// },
            { name: 'words', test: /node_modules\/(i18next|react-i18next|use-sync-external-store)\// },
            { name: 'ui', test: /node_modules\/(@base-ui|@floating-ui)\//, tags: ['$initial'] },
            // What all icons share, and without the two that phones show: or they would fetch all of them.
            { name: 'icon', test: /node_modules\/lucide-react\/dist\/esm\/(?!icons\/)/, tags: ['$initial'] },
            {
              name: 'icons',
              test: /node_modules\/lucide-react\/dist\/esm\/icons\/(?!check\.|info\.)/,
              tags: ['$initial'],
            },
          ],
        },
      },
      treeshake: { moduleSideEffects: (id) => !id.includes('/contract/src/') },
    },
  },
})
