// The desk: a row opens beside the list without leaving it, new work announces itself, keys move
// through the rows, what was typed and not sent is kept. Without this script the same links and
// forms lead to whole pages.
import { startKeys } from "./desk-keys";
import { keepUnsent } from "./desk-unsent";
import htmx from "./htmx";
import { announce, element } from "./page";

const newsSeconds = 60;
const awaySeconds = 600; // nobody at the desk: the session may run out

function pane(): HTMLElement | null {
  return document.getElementById("pratica");
}

// The open row is marked; the others stay where they are.
function markRow(place: HTMLElement): void {
  const open = new URL(location.href).searchParams.get("compito");
  for (const row of place.querySelectorAll<HTMLElement>("tr[data-task]")) {
    const isOpen = row.dataset.task === open;
    row.classList.toggle("is-open", isOpen);
    if (isOpen) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
}

function startPane(place: HTMLElement): void {
  const shown = pane();
  if (shown) keepUnsent(shown);
  document.body.addEventListener("htmx:afterSettle", (event) => {
    const swapped = event.target as HTMLElement;
    if (swapped.id !== "pratica") return;
    place.classList.add("has-case");
    markRow(place);
    keepUnsent(swapped);
    swapped.scrollTop = 0;
    swapped.querySelector<HTMLElement>("h2")?.focus({ preventScroll: true });
  });
  // A session that ended, a case that moved: the whole page says it in words.
  for (const failure of ["htmx:responseError", "htmx:sendError"]) {
    document.body.addEventListener(failure, (event) => {
      const link = (event as CustomEvent<{ elt: HTMLElement }>).detail.elt.closest("a");
      if (link && place.contains(link)) location.assign(link.href);
    });
  }
}

function showNews(place: HTMLElement, count: number, text: string): void {
  const line = place.querySelector<HTMLElement>("[data-desk-news]");
  if (!line || count === 0 || line.dataset.shown === text) return;
  line.dataset.shown = text;
  const words = count === 1 ? "Un compito nuovo" : `${text} compiti nuovi`;
  const link = element("a", { href: place.dataset.listUrl ?? "/scrivania" }, "aggiorna l'elenco");
  line.replaceChildren(`${words}: `, link);
  line.hidden = false;
  announce(words);
}

function startNews(place: HTMLElement): void {
  const url = place.dataset.newsUrl;
  if (!url) return;
  let touched = Date.now();
  for (const sign of ["pointermove", "keydown"]) {
    document.addEventListener(sign, () => (touched = Date.now()), { passive: true });
  }
  const ask = async (): Promise<void> => {
    if (document.hidden || Date.now() - touched > awaySeconds * 1000) return;
    const answer = await fetch(url, { headers: { accept: "application/json" } });
    if (!answer.ok || !answer.headers.get("content-type")?.includes("json")) return;
    const { nuovi, testo } = (await answer.json()) as { nuovi: number; testo: string };
    showNews(place, nuovi, testo);
  };
  setInterval(() => void ask().catch(() => undefined), newsSeconds * 1000);
}

export function startDesk(place: HTMLElement): void {
  // Going back loads the page again: no case is kept in the browser's store.
  htmx.config.historyCacheSize = 0;
  htmx.config.refreshOnHistoryMiss = true;
  startPane(place);
  startNews(place);
  startKeys(place);
}
