import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The phone page. In development it is served here, with the APIs of a running sandbox behind it. */
export default defineConfig({
  root: `${import.meta.dirname}/web`,
  plugins: [react()],
  build: { outDir: '../dist/web', emptyOutDir: true },
  server: {
    proxy: {
      '/sandbox': { target: 'http://127.0.0.1:8081', ws: true, changeOrigin: true },
      '/pic': { target: 'http://127.0.0.1:8081', changeOrigin: true },
    },
  },
})
