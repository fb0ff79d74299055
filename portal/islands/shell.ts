// What every page gets: focus after a wrong form, menus that close, numbers and links to copy.
import { announce, button } from "./page";

function closeMenus(except: Element | null): void {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
}

function startMenus(): void {
  document.addEventListener("click", (event) => {
    closeMenus((event.target as Element).closest("details.menu"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector<HTMLDetailsElement>("details.menu[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary")?.focus();
  });
}

// "Copia" beside what one may want to keep: a protocol number, a secret address.
function startCopying(root: ParentNode): void {
  if (!navigator.clipboard) return;
  for (const place of root.querySelectorAll<HTMLElement>("[data-copy]")) {
    const text = place.dataset.copy || place.textContent?.trim() || "";
    const full = text.startsWith("/") ? new URL(text, location.href).href : text;
    const copy = button("Copia", "btn btn-outline-primary btn-copy", () => {
      void navigator.clipboard.writeText(full).then(() => {
        copy.textContent = "Copiato";
        announce("Copiato");
      });
    });
    place.after(copy);
  }
}

// A link of the errors' summary leads into the field itself, not only to its place.
function startErrorLinks(): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>(".error-summary a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    field.closest(".field")?.scrollIntoView({ block: "start" });
    field.focus({ preventScroll: true });
  });
}

export function startShell(root: ParentNode): void {
  document.documentElement.classList.add("has-script");
  root.querySelector<HTMLElement>("[data-focus-first]")?.focus();
  startMenus();
  startCopying(root);
  startErrorLinks();
}
