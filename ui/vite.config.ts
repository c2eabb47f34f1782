import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

// Nothing is fetched from elsewhere: every asset lies in dist, and no asset is inlined as a script.
export default defineConfig({
  base: './',
  plugins: [react()],
  build: {
    target: 'es2022',
    // The grid is a room's own download; the rest of the window starts without it.
    chunkSizeWarningLimit: 1200,
    modulePreload: { polyfill: false },
  },
  server: { port: 5173, strictPort: true },
  test: { environment: 'node', include: ['src/**/*.test.ts'] },
})
