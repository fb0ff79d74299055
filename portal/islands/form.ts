// A step of a request: saved while it is filled in, files sent as they are chosen. Without this
// script the same form posts itself, step by step.
import { Files } from "./files";
import { Saving } from "./saving";

export function startForm(form: HTMLFormElement): void {
  new Files(form);
  const url = form.dataset.autosaveUrl;
  if (url) new Saving(form, url);
}
