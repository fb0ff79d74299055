// What was typed into a case's form and not sent: kept in this tab while one looks at other cases,
// gone with the tab or when it is sent.
type Typed = HTMLTextAreaElement | HTMLInputElement;

function keyOf(form: HTMLFormElement, field: Typed): string {
  return `digipro.unsent:${new URL(form.action).pathname}:${field.name}`;
}

function textFields(form: HTMLFormElement): Typed[] {
  return [...form.querySelectorAll<Typed>("textarea, input[type=text]")];
}

function keep(form: HTMLFormElement): void {
  for (const field of textFields(form)) {
    const key = keyOf(form, field);
    const kept = sessionStorage.getItem(key);
    // What the page brings (a refusal, work sent back) is newer.
    if (kept && field.value === "") {
      field.value = kept;
      const outcome = form.closest("details");
      if (outcome) outcome.open = true;
    }
    field.addEventListener("input", () => {
      if (field.value) sessionStorage.setItem(key, field.value);
      else sessionStorage.removeItem(key);
    });
  }
  form.addEventListener("submit", () => {
    for (const field of textFields(form)) sessionStorage.removeItem(keyOf(form, field));
  });
}

export function keepUnsent(pane: HTMLElement): void {
  try {
    for (const form of pane.querySelectorAll<HTMLFormElement>("form[data-unsent]")) keep(form);
  } catch {
    // A browser that keeps nothing: the page works as without script.
  }
}
