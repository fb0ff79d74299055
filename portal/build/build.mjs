// Builds portal/dist: purged styles, fonts, icons, islands, each under a name that holds its hash,
// and manifest.json from plain names to built ones. Run by CMake; no network, no clock: the same
// sources give the same bytes.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { buildIcons } from "./icons.mjs";
import { buildIslands } from "./islands.mjs";
import { buildStyles } from "./styles.mjs";

const portal = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(portal, "dist");
const manifest = {};

export function filesBelow(folder, endings) {
  const found = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...filesBelow(path, endings));
    else if (endings.some((ending) => entry.name.endsWith(ending))) found.push(path);
  }
  return found.sort();
}

function write(name, bytes) {
  writeFileSync(join(dist, name), bytes);
  if (/\.(css|js|svg|json)$/.test(name) && bytes.length > 1000) {
    writeFileSync(join(dist, `${name}.gz`), gzipSync(bytes, { level: 9 }));
  }
}

// "app.css" becomes "app.1a2b3c4d.css".
function publish(name, bytes) {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 8);
  const end = extname(name);
  const hashed = `${name.slice(0, -end.length)}.${hash}${end}`;
  write(hashed, bytes);
  manifest[name] = hashed;
  return hashed;
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });

const templates = filesBelow(join(portal, "templates"), [".html"]);
const islands = filesBelow(join(portal, "islands"), [".ts"]);
const code = filesBelow(join(portal, "..", "src"), [".cpp"]).filter(
  (path) => /src\/(web|modules)\//.test(path) && !/_test\.cpp$/.test(path),
);

const publicFolder = join(portal, "public");
for (const path of filesBelow(publicFolder, [""])) {
  publish(relative(publicFolder, path), readFileSync(path));
}
publish("icons.svg", Buffer.from(buildIcons(portal, [...templates, ...islands])));
for (const sheet of await buildStyles(portal, [...templates, ...islands, ...code], publish)) {
  publish(sheet.name, sheet.bytes);
}
for (const chunk of await buildIslands(portal)) {
  write(chunk.fileName, Buffer.from(chunk.code));
  if (chunk.entry) manifest[`${chunk.entry}.js`] = chunk.fileName;
}
writeFileSync(join(dist, "manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);
