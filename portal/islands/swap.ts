// Puts the pieces of an answer in place: every top-level element with hx-swap-oob and an id takes
// the place of the page's element of that id. What a person is doing there stays theirs: the focus,
// the words being typed, a map that is open.
const typed = /^(?:text|email|tel|search|number|password|url|date)$/;

function isTyping(active: Element | null): active is HTMLInputElement | HTMLTextAreaElement {
  if (active instanceof HTMLTextAreaElement) return true;
  return active instanceof HTMLInputElement && typed.test(active.type);
}

// Elements with data-keep="name" survive in their new surroundings.
function keepLiving(old: Element, fresh: Element): void {
  for (const place of fresh.querySelectorAll<HTMLElement>("[data-keep]")) {
    const living = old.querySelector(`[data-keep="${CSS.escape(place.dataset.keep ?? "")}"]`);
    if (living?.hasChildNodes()) place.replaceWith(living);
  }
}

function refocus(id: string, selection: [number, number] | null): void {
  const again = document.getElementById(id);
  if (!again) return;
  again.focus({ preventScroll: true });
  if (selection && isTyping(again) && again.type !== "email") {
    again.setSelectionRange(selection[0], selection[1]);
  }
}

function replace(old: Element, fresh: Element, sent: FormData | null): void {
  const active = document.activeElement;
  const holdsFocus = active !== null && old.contains(active);
  // Words typed since this was sent would be lost: the next change brings a newer answer.
  if (holdsFocus && isTyping(active) && sent && sent.get(active.name) !== active.value) return;
  let selection: [number, number] | null = null;
  if (holdsFocus && isTyping(active) && active.selectionStart !== null) {
    selection = [active.selectionStart, active.selectionEnd ?? active.selectionStart];
  }
  const id = active?.id ?? "";
  keepLiving(old, fresh);
  fresh.removeAttribute("hx-swap-oob");
  old.replaceWith(fresh);
  if (holdsFocus && id) refocus(id, selection);
}

// `sent`: what the answer answers. Returns the ids that were replaced.
export function swapPieces(html: string, sent: FormData | null = null): string[] {
  const answer = new DOMParser().parseFromString(html, "text/html");
  const ids: string[] = [];
  for (const piece of [...answer.body.children]) {
    const old = piece.id ? document.getElementById(piece.id) : null;
    if (!old || !piece.hasAttribute("hx-swap-oob")) continue;
    replace(old, document.adoptNode(piece), sent);
    ids.push(piece.id);
  }
  return ids;
}
