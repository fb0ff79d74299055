// Saves a step whenever something in it changes: one post at a time, the newest values last. When
// the net or the program does not answer, it says so in words and tries again by itself.
import { icon } from "./page";
import { swapPieces } from "./swap";

const settleMilliseconds = 200;
const saysSavingMilliseconds = 800;
const retryMilliseconds = [2_000, 4_000, 8_000, 15_000, 30_000];

export class Saving {
  private dirty = false;
  private running = false;
  private failures = 0;
  private settle = 0;
  private retry = 0;
  private stopped = false;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly url: string,
  ) {
    form.addEventListener("change", (event) => this.changed(event));
    form.addEventListener("submit", () => this.stop());
    window.addEventListener("online", () => this.again());
    document.addEventListener("visibilitychange", () => this.hidden());
  }

  private changed(event: Event): void {
    const target = event.target;
    if (target instanceof HTMLInputElement && target.type === "file") return;
    this.dirty = true;
    window.clearTimeout(this.settle);
    this.settle = window.setTimeout(() => void this.save(), settleMilliseconds);
  }

  // Everything of the step but its files, which travel alone.
  private values(): FormData {
    const all = new FormData(this.form);
    for (const [name, value] of [...all.entries()]) if (value instanceof File) all.delete(name);
    return all;
  }

  private async save(): Promise<void> {
    if (this.running || this.stopped || !this.dirty) return;
    this.running = true;
    this.dirty = false;
    const sent = this.values();
    const slow = window.setTimeout(() => this.say("Salvo…"), saysSavingMilliseconds);
    try {
      const answer = await fetch(this.url, {
        method: "POST",
        headers: { "HX-Request": "true" },
        body: new URLSearchParams([...sent.entries()] as [string, string][]),
      });
      window.clearTimeout(slow);
      if (answer.ok) this.saved(await answer.text(), sent);
      else this.refused(answer.status);
    } catch {
      window.clearTimeout(slow);
      this.failed();
    }
    this.running = false;
    if (this.dirty && this.failures === 0) void this.save();
  }

  private saved(html: string, sent: FormData): void {
    this.failures = 0;
    if (!this.stopped) swapPieces(html, sent);
  }

  private refused(status: number): void {
    if (status === 404 || status === 410) {
      this.end("Questa bozza non c'è più: è stata inviata o è scaduta.");
    } else if (status === 401 || status === 403) {
      this.end("Non posso salvare: la sessione è scaduta. Ricarica la pagina e riprendi da qui.");
    } else {
      this.failed();
    }
  }

  private failed(): void {
    this.dirty = true;
    const wait = retryMilliseconds[Math.min(this.failures, retryMilliseconds.length - 1)] ?? 0;
    this.failures += 1;
    window.clearTimeout(this.retry);
    this.retry = window.setTimeout(() => void this.save(), wait);
    const why = navigator.onLine ? "il Comune non risponde" : "sei senza rete";
    this.say(`Non ancora salvato: ${why}. Riprovo da solo, puoi continuare a scrivere.`, true);
  }

  private again(): void {
    if (!this.dirty) return;
    window.clearTimeout(this.retry);
    void this.save();
  }

  // The page goes out of sight: what is typed but not yet left is saved too.
  private hidden(): void {
    if (document.visibilityState !== "hidden" || this.stopped) return;
    const active = document.activeElement;
    if (!active || !this.form.contains(active) || !("value" in active)) return;
    const field = active as HTMLInputElement;
    if (field.defaultValue !== undefined && field.value === field.defaultValue) return;
    const values = this.values();
    void fetch(this.url, {
      method: "POST",
      keepalive: true,
      headers: { "HX-Request": "true" },
      body: new URLSearchParams([...values.entries()] as [string, string][]),
    }).catch(() => {
      this.dirty = true;
    });
  }

  private end(text: string): void {
    this.stop();
    this.say(text, true);
  }

  private stop(): void {
    this.stopped = true;
    window.clearTimeout(this.settle);
    window.clearTimeout(this.retry);
  }

  private say(text: string, isTrouble = false): void {
    const line = document.getElementById("saved");
    if (!line) return;
    line.replaceChildren(...(isTrouble ? [icon("warning-circle", "icon-sm"), " "] : []), text);
    line.classList.toggle("is-trouble", isTrouble);
  }
}
