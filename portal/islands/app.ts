// Every page's script: the small helpers of the shell; everything else comes when its element is
// on the page.
import { startShell } from "./shell";

type Start = (place: HTMLElement) => unknown;

// The desk's helpers are a room of their own: taken in when the file is there.
const desk = import.meta.glob<{ startDesk: Start }>("./desk.ts");

const islands: [string, () => Promise<Start>][] = [
  ['[data-island="form"]', async () => (await import("./form")).startForm as Start],
  ['[data-island="map"]', async () => (await import("./map")).startMap],
  ['[data-island="list-map"]', async () => (await import("./list-map")).startListMap],
];
for (const load of Object.values(desk)) {
  islands.push(["[data-desk]", async () => (await load()).startDesk]);
}

async function startIslands(root: ParentNode): Promise<void> {
  if (root.querySelector("[hx-get], [hx-post], [hx-trigger]")) await import("./htmx");
  for (const [selector, load] of islands) {
    const places = root.querySelectorAll<HTMLElement>(selector);
    if (places.length === 0) continue;
    const start = await load();
    for (const place of places) start(place);
  }
}

startShell(document);
void startIslands(document);
