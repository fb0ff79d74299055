// Files of a step, sent one by one as soon as they are chosen or dropped, each with its progress.
// What is refused is named beside the field with the reason; the answer redraws the field.
import { announce, csrfToken, element, icon } from "./page";
import { swapPieces } from "./swap";

interface Waiting {
  file: File;
  fieldId: string;
  url: string;
  line: HTMLElement;
  bar: HTMLProgressElement;
}

function sizeText(bytes: number): string {
  if (bytes >= 1_048_576) {
    const text = (bytes / 1_048_576).toFixed(1).replace(".", ",").replace(/,0$/, "");
    return `${text} MB`;
  }
  return bytes >= 1024 ? `${Math.round(bytes / 1024)} KB` : `${bytes} byte`;
}

export class Files {
  private readonly queue: Waiting[] = [];
  private refusals: HTMLElement[] = [];
  private running = false;
  private whenDone: (() => void) | null = null;

  constructor(private readonly form: HTMLFormElement) {
    form.addEventListener("change", (event) => {
      const input = event.target;
      if (input instanceof HTMLInputElement && input.type === "file") this.chosen(input);
    });
    form.addEventListener("click", (event) => {
      const target = event.target as Element;
      const remove = target.closest<HTMLButtonElement>("[data-remove]");
      if (!remove) return;
      event.preventDefault();
      void this.remove(remove);
    });
    for (const name of ["dragover", "dragleave", "drop"] as const) {
      form.addEventListener(name, (event) => this.dragged(event));
    }
    form.addEventListener("submit", (event) => this.submitted(event));
  }

  private dragged(event: DragEvent): void {
    const zone = (event.target as Element).closest<HTMLElement>("[data-drop]");
    if (!zone) return;
    event.preventDefault();
    zone.classList.toggle("is-over", event.type === "dragover");
    const input = zone.querySelector<HTMLInputElement>('input[type="file"]');
    if (event.type === "drop" && input && event.dataTransfer) {
      this.add(input, [...event.dataTransfer.files]);
    }
  }

  private chosen(input: HTMLInputElement): void {
    if (!input.dataset.uploadUrl) return;
    const files = [...(input.files ?? [])];
    input.value = "";
    this.add(input, files);
  }

  private add(input: HTMLInputElement, files: File[]): void {
    if (!this.running) {
      this.refusals = [];
      this.field(input.name)?.querySelectorAll(".file-refused").forEach((old) => old.remove());
    }
    const bytesMax = Number(input.dataset.bytesMax ?? 0);
    for (const file of files) {
      if (bytesMax && file.size > bytesMax) {
        this.refuse(input.name, `«${file.name}» supera ${sizeText(bytesMax)}: riducilo e riprova`);
        continue;
      }
      const bar = element("progress", { max: "100", value: "0", "aria-label": `Carico ${file.name}` });
      const line = element("li", { class: "file file-sending" }, icon("upload"),
        element("span", { class: "file-name" }, file.name),
        element("span", { class: "file-size" }, sizeText(file.size)), bar);
      const url = input.dataset.uploadUrl ?? "";
      this.queue.push({ file, fieldId: input.name, url, line, bar });
    }
    this.showWaiting(input.name);
    void this.run();
  }

  private field(id: string): HTMLElement | null {
    return document.getElementById(`field-${id}`);
  }

  private list(id: string, kind: string, after: string): HTMLElement | null {
    const field = this.field(id);
    const found = field?.querySelector<HTMLElement>(`[data-list="${kind}"]`);
    if (found) return found;
    const list = element("ul", { class: "files", "data-list": kind });
    field?.querySelector(after)?.before(list);
    return list;
  }

  // Redrawn by every answer, so what still waits is put in again.
  private showWaiting(id: string): void {
    const waiting = this.queue.filter((one) => one.fieldId === id);
    if (waiting.length) {
      this.list(id, "waiting", "[data-drop]")?.replaceChildren(...waiting.map((one) => one.line));
    } else {
      this.field(id)?.querySelector('[data-list="waiting"]')?.remove();
    }
    const place = this.field(id)?.querySelector("[data-refusals]");
    if (place && this.refusals.length) {
      place.replaceChildren(element("ul", { class: "files" }, ...this.refusals));
    }
  }

  private refuse(id: string, sentence: string): void {
    this.refusals.push(element("li", { class: "file file-refused" }, icon("error"),
      element("span", { class: "file-name" }, sentence)));
    this.showWaiting(id);
  }

  private async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    for (let next = this.queue[0]; next; next = this.queue[0]) {
      await this.send(next);
      this.queue.shift();
      this.showWaiting(next.fieldId);
    }
    this.running = false;
    const go = this.whenDone;
    this.whenDone = null;
    if (go && this.refusals.length === 0) go();
  }

  private send(one: Waiting): Promise<void> {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open("POST", one.url);
      request.setRequestHeader("HX-Request", "true");
      request.upload.onprogress = (event) => {
        if (event.lengthComputable) one.bar.value = (100 * event.loaded) / event.total;
      };
      request.onload = () => {
        this.answered(one, request.status, request.responseText);
        resolve();
      };
      request.onerror = () => {
        this.refuse(one.fieldId, `«${one.file.name}» non è arrivato: sei senza rete. Riprova.`);
        resolve();
      };
      const body = new FormData();
      body.append("_csrf", csrfToken());
      body.append("field", one.fieldId);
      body.append(one.fieldId, one.file);
      request.send(body);
    });
  }

  private answered(one: Waiting, status: number, text: string): void {
    if (status === 413) {
      this.refuse(one.fieldId, `«${one.file.name}» è troppo grande: riducilo e riprova`);
    } else if (status < 200 || status >= 300) {
      const why = "il Comune non è riuscito a prenderlo. Riprova tra poco.";
      this.refuse(one.fieldId, `«${one.file.name}»: ${why}`);
    } else {
      swapPieces(text);
      const refused = this.field(one.fieldId)?.querySelectorAll<HTMLElement>(".file-refused") ?? [];
      this.refusals.push(...refused);
      announce(refused.length ? `${one.file.name} rifiutato` : `${one.file.name} aggiunto`);
    }
  }

  private async remove(pressed: HTMLButtonElement): Promise<void> {
    const field = pressed.closest<HTMLElement>(".field");
    const url = field?.dataset.uploadUrl
      ?? field?.querySelector<HTMLElement>("[data-upload-url]")?.dataset.uploadUrl;
    if (!field || !url) return;
    pressed.disabled = true;
    const body = new FormData();
    body.append("_csrf", csrfToken());
    body.append("_remove", pressed.value);
    this.refusals = [];
    try {
      const answer = await fetch(url, { method: "POST", headers: { "HX-Request": "true" }, body });
      if (!answer.ok) throw new Error(String(answer.status));
      swapPieces(await answer.text());
      const fresh = document.getElementById(field.id);
      fresh?.querySelector<HTMLElement>("[data-remove], input[type=file]")?.focus();
      announce("File tolto");
    } catch {
      pressed.disabled = false;
      announce("Non sono riuscito a togliere il file: riprova");
    }
  }

  // Going on waits for the files that are still on their way.
  private submitted(event: SubmitEvent): void {
    if (!this.running) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const submitter = event.submitter;
    announce("Aspetto che i file siano arrivati, poi vado avanti");
    this.whenDone = () => this.form.requestSubmit(submitter);
  }
}
