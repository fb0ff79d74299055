// Every page's script: the small helpers of the shell; everything else comes when its element is
// on the page.
import { startShell } from "./shell";

type Start = (place: HTMLElement) => unknown;

const islands: [string, () => Promise<Start>][] = [
  ['[data-island="form"]', async () => (await import("./form")).startForm as Start],
  ['[data-island="map"]', async () => (await import("./map")).startMap],
  ['[data-island="list-map"]', async () => (await import("./list-map")).startListMap],
  ["[data-desk]", async () => (await import("./desk")).startDesk as Start],
];

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
