import { defineConfig } from 'vite';

// The page's CSP allows no inline script or style and no data: but for images, so everything is a file of its own. Addresses are relative: a proxy may serve it below a path.
export default defineConfig({
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../../dist/ui', emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false },
    // Tells apart what a release changed: the libraries' file keeps its name while only the screens change.
    rolldownOptions: { output: { assetFileNames: 'assets/[name]-[hash][extname]' } },
  },
});
