// Single keys of the desk: j and k move, Enter opens (it is a link), p claims, / searches, ? helps.
// They can be switched off (WCAG 2.1.4), which this browser remembers.
const switchedOff = "digipro.desk.keys-off";

function areOn(): boolean {
  try {
    return localStorage.getItem(switchedOff) === null;
  } catch {
    return true;
  }
}

function remember(on: boolean): void {
  try {
    if (on) localStorage.removeItem(switchedOff);
    else localStorage.setItem(switchedOff, "1");
  } catch {
    // A browser that keeps nothing: the keys are as they were at the next page.
  }
}

function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest("dialog")) return true;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

// From the row one is on, else from the open one, else to the first.
function move(place: HTMLElement, step: number): void {
  const links = [...place.querySelectorAll<HTMLElement>(".row-link")];
  if (links.length === 0) return;
  let at = links.findIndex((link) => link === document.activeElement);
  if (at < 0) at = links.findIndex((link) => link.closest("tr")?.classList.contains("is-open"));
  const next = at < 0 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1);
  links[next]?.focus();
  links[next]?.scrollIntoView({ block: "nearest" });
}

function act(place: HTMLElement, key: string): boolean {
  if (key === "j" || key === "k") move(place, key === "j" ? 1 : -1);
  else if (key === "p") place.querySelector<HTMLFormElement>("[data-key-claim]")?.requestSubmit();
  else if (key === "/") document.querySelector<HTMLElement>("[data-key-search]")?.focus();
  else if (key === "?") document.querySelector<HTMLDialogElement>("[data-desk-dialog]")?.showModal();
  else return false;
  return true;
}

export function startKeys(place: HTMLElement): void {
  const hint = place.querySelector<HTMLElement>("[data-desk-hint]");
  const list = hint?.querySelector<HTMLElement>("[data-desk-keys]");
  const dialog = document.querySelector<HTMLDialogElement>("[data-desk-dialog]");
  const toggle = dialog?.querySelector<HTMLInputElement>("[data-desk-switch]");
  const show = (): void => {
    if (hint) hint.hidden = false;
    if (list) list.hidden = !areOn();
    if (toggle) toggle.checked = areOn();
  };
  show();
  toggle?.addEventListener("change", () => {
    remember(toggle.checked);
    show();
  });
  hint?.querySelector("[data-desk-help]")?.addEventListener("click", () => dialog?.showModal());
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (!areOn() || isWriting(event.target)) return;
    if (act(place, event.key)) event.preventDefault();
  });
}
