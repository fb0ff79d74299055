// app.css: bootstrap-italia and our own sheets, without what no page uses, with the town's colour
// as a variable and without data: addresses (the CSP allows none).
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import postcss from "postcss";
import { PurgeCSS } from "purgecss";

const require = createRequire(import.meta.url);
// Vite's own dependency; a direct one would only be a second version to keep in step.
const { transform } = require(require.resolve("lightningcss", { paths: [require.resolve("vite")] }));

// Italia blue and its shades, as bootstrap-italia writes them, and what they are for a town.
const townColours = [
  [/#06c\b|#0066cc\b|hsl\(210, ?100%, ?40%\)/gi, "var(--town)"],
  [/hsl\(210, ?100%, ?(44|45|48)%\)/gi, "var(--town)"],
  [/#0059b3\b|hsl\(210, ?100%, ?(35|30)%\)/gi, "var(--town-dark)"],
  [/#004d99\b|#036\b|hsl\(210, ?100%, ?(25|20)%\)/gi, "var(--town-darker)"],
];

const sheets = [
  "tokens", "fonts", "base", "shell", "menu", "footer", "actions", "form", "request", "content", "tables",
  "timeline", "catalogue", "follow", "desk", "desk-list", "desk-case", "charts", "map", "print",
];

// Our fonts.css names them; nothing of the library's own @font-face (a data: one) stays.
function fitLibrary() {
  return {
    postcssPlugin: "fit-library",
    AtRule: { "font-face": (rule) => void rule.remove() },
    Declaration(declaration) {
      if (/url\(\s*["']?data:/.test(declaration.value)) return void declaration.remove();
      if (declaration.prop.startsWith("--bootstrap-italia-version")) return void declaration.remove();
      for (const [from, to] of townColours) {
        if (from.test(declaration.value)) declaration.value = declaration.value.replace(from, to);
        from.lastIndex = 0;
      }
    },
  };
}

// Font and image files get hashed names like everything else.
function publishUrls(portal, publish) {
  const done = new Map();
  return {
    postcssPlugin: "publish-urls",
    Declaration(declaration) {
      declaration.value = declaration.value.replace(/url\("(npm|own):([^"]+)"\)/g, (_, kind, path) => {
        const file = join(portal, kind === "npm" ? "node_modules" : "styles", path);
        if (!done.has(file)) done.set(file, publish(basename(file), readFileSync(file)));
        return `url("${done.get(file)}")`;
      });
    },
  };
}

export async function buildStyles(portal, sources, publish) {
  const read = (path) => readFileSync(join(portal, path), "utf8");
  const version = JSON.parse(read("node_modules/bootstrap-italia/package.json")).version;
  const library = await postcss([fitLibrary()]).process(
    read("node_modules/bootstrap-italia/dist/css/bootstrap-italia.min.css"),
    { from: undefined },
  );
  const used = await new PurgeCSS().purge({
    content: sources.map((path) => ({ raw: readFileSync(path, "utf8"), extension: "html" })),
    css: [{ raw: library.css }],
    defaultExtractor: (text) => text.match(/[A-Za-z0-9_-]+/g) ?? [],
    keyframes: true,
    variables: true,
  });
  const leaflet = await postcss([fitLibrary()]).process(
    read("node_modules/leaflet/dist/leaflet.css").replace(/url\(images\/[^)]*\)/g, "none"),
    { from: undefined },
  );
  const own = sheets.map((name) => read(`styles/${name}.css`)).join("\n");
  // The library writes its version in single quotes, which the ministry's validator cannot read.
  const versionRule = `:root { --bootstrap-italia-version: "${version}"; }\n`;
  // In a layer below ours: what our sheets say holds, however the library selects.
  const joined = `@layer library {\n${used[0].css}\n${leaflet.css}\n}\n${own}\n`;
  const published = await postcss([publishUrls(portal, publish)]).process(joined, {
    from: undefined,
  });
  const minified = transform({
    filename: "app.css",
    code: Buffer.from(published.css),
    minify: true,
    targets: { chrome: 90 << 16, firefox: 88 << 16, safari: 14 << 16 },
  });
  // Appended after minifying: lightningcss keeps double quotes, but nothing shall depend on it.
  return [{ name: "app.css", bytes: Buffer.concat([minified.code, Buffer.from(versionRule)]) }];
}
