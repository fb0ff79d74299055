"""Runs `digipro bench NAME` and keeps the figures of its last line in docs/performance.md.

Called by bin/bench. The table between the two marks is ours; the text around it is for people.
"""
import datetime
import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PAGE = os.path.join(ROOT, "docs", "performance.md")
BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"
HEAD = ["| bench | figure | value | reference of the same run | measured |", "|---|---|---|---|---|"]


def last_json(text):
    lines = [line for line in text.splitlines() if line.strip()]
    result = json.loads(lines[-1])
    if not {"name", "figures"} <= result.keys():
        raise ValueError("the last line is not a bench result")
    return result


def shown(value):
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def flat(values, prefix=""):
    """Figures may be grouped by engine: {"sqlite": {"ratio_1": 0.8}} -> sqlite.ratio_1."""
    for name, value in values.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def rows_of(result, day):
    reference = ", ".join(f"{k} {shown(v)}" for k, v in flat(result.get("reference", {})))
    return [f"| {result['name']} | `{name}` | {shown(value)} | {reference} | {day} |"
            for name, value in flat(result["figures"])]


def merge(page, results, day):
    """The page with the rows of these benches replaced; rows of other benches stay."""
    before, rest = page.split(BEGIN, 1)
    table, after = rest.split(END, 1)
    names = {result["name"] for result in results}
    kept = [line for line in table.splitlines()[2:] if line.startswith("|")]
    kept = [line for line in kept if line not in HEAD and line.split("|")[1].strip() not in names]
    fresh = [row for result in results for row in rows_of(result, day)]
    return "\n".join([before.rstrip("\n"), "", BEGIN, *HEAD, *sorted(kept + fresh), END]) + after


def main(names):
    results, failed = [], 0
    for name in names:
        command = [os.path.join(ROOT, "build", "bin", "digipro"), "bench", name]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        print(done.stdout, flush=True)
        if done.returncode != 0:
            failed += 1
            continue
        results.append(last_json(done.stdout))
    with open(PAGE, encoding="utf-8") as file:
        page = file.read()
    with open(PAGE, "w", encoding="utf-8") as file:
        file.write(merge(page, results, datetime.date.today().isoformat()))
    print(f"{len(results)} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
