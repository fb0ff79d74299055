// One small sprite: only the icons that a template or island names, from bootstrap-italia's set.
// A template says {{@icon check}}, an island icon("check").
import { readFileSync } from "node:fs";
import { join } from "node:path";

export function buildIcons(portal, sources) {
  const names = new Set();
  for (const path of sources) {
    const text = readFileSync(path, "utf8");
    for (const match of text.matchAll(/\{\{@icon ([a-z0-9-]+)/g)) names.add(match[1]);
    for (const match of text.matchAll(/\bicon\("([a-z0-9-]+)"/g)) names.add(match[1]);
  }
  const sprite = readFileSync(
    join(portal, "node_modules/bootstrap-italia/dist/svg/sprites.svg"),
    "utf8",
  );
  const symbols = [...names].sort().map((name) => {
    const found = sprite.match(new RegExp(`<symbol id="it-${name}"[^]*?</symbol>`));
    if (!found) throw new Error(`no icon it-${name} in bootstrap-italia's sprite`);
    return found[0].replace(`id="it-${name}"`, `id="${name}"`);
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}
