// Small things every island needs: the page's token, elements, icons of the sprite.
export function csrfToken(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
}

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

const svg = "http://www.w3.org/2000/svg";

// The build finds the name in each call and puts the picture into the sprite.
export function icon(name: string, more = ""): SVGElement {
  const sprite = document.querySelector<HTMLMetaElement>('meta[name="icons"]')?.content ?? "";
  const drawn = document.createElementNS(svg, "svg");
  drawn.setAttribute("class", `icon ${more}`.trim());
  drawn.setAttribute("aria-hidden", "true");
  drawn.setAttribute("focusable", "false");
  const use = document.createElementNS(svg, "use");
  use.setAttribute("href", `${sprite}#${name}`);
  drawn.append(use);
  return drawn;
}

export function button(text: string, classes: string, onClick: () => void): HTMLButtonElement {
  const made = element("button", { type: "button", class: classes }, text);
  made.addEventListener("click", onClick);
  return made;
}

// A line that only screen readers get, for what the eye sees anyway.
export function announce(text: string): void {
  let place = document.getElementById("announced");
  if (!place) {
    place = element("p", { id: "announced", class: "visually-hidden", role: "status" });
    document.body.append(place);
  }
  place.textContent = text;
}
