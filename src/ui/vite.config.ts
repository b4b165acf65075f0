import { defineConfig } from 'vite';

// The page's CSP allows no inline script or style and no data: but for images, so everything is a file of its own. Addresses are relative: a proxy may serve it below a path.
export default defineConfig({
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../../dist/ui', emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false },
    // The licences of what is bundled ask for their text to come along.
    license: { fileName: 'licenses.md' },
  },
});
