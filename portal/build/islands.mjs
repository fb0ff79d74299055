// The islands as ES modules: one entry for every page (app), further chunks loaded when a page has
// their element. Built by Vite, written by build.mjs.
import { join } from "node:path";
import { build } from "vite";

// htmx keeps eval and Function for features that are switched off; our pages ship without them.
const withoutEval = {
  name: "without-eval",
  transform(code, id) {
    if (!id.includes("htmx.org")) return null;
    return {
      code: code.replace(/\beval\(str\)/g, "undefined").replace(/\b(new )?Function\(/g, "Object("),
      map: null,
    };
  },
};

export async function buildIslands(portal) {
  const result = await build({
    root: portal,
    configFile: false,
    logLevel: "warn",
    base: "./",
    publicDir: false,
    plugins: [withoutEval],
    build: {
      write: false,
      target: "es2020",
      modulePreload: false,
      sourcemap: false,
      rollupOptions: {
        input: { app: join(portal, "islands/app.ts") },
        output: {
          format: "es",
          entryFileNames: "[name].[hash].js",
          chunkFileNames: "[name].[hash].js",
        },
      },
    },
  });
  const outputs = Array.isArray(result) ? result : [result];
  return outputs
    .flatMap((one) => one.output)
    .filter((file) => file.type === "chunk")
    .map((chunk) => ({
      fileName: chunk.fileName,
      code: chunk.code,
      entry: chunk.isEntry ? chunk.name : null,
    }));
}
