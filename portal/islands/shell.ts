// Focus after a wrong form: the summary of errors is read first.
export function startShell(root: ParentNode): void {
  root.querySelector<HTMLElement>("[data-focus-first]")?.focus();
}
