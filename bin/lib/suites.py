"""Runs every test suite, two at a time, and sums what they say. Called by bin/test.

A suite is a command and the way it reports; one that ends badly without naming a failure counts as
one failure, so nothing that broke is ever counted as passed. Suites that need a folder of ../shared
are named when it is absent.
"""
import glob
import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BIN = os.path.join(ROOT, "build", "bin")
LOGS = os.path.join(ROOT, "build", "test-logs")
SHARED = os.environ.get("DIGIPRO_SHARED", os.path.join(ROOT, "..", "shared"))
SUITE_SECONDS_MAX = 1500
SUITES_AT_ONCE = 2

REPORTS = {
    "doctest": (r"test cases:.*?\|\s*(\d+) passed", r"test cases:.*?\|\s*(\d+) failed"),
    "node": (r"^(?:#|ℹ) pass (\d+)", r"^(?:#|ℹ) fail (\d+)"),
    "plain": (r"^(?:\w+: )?(\d+) passed, \d+ failed", r"^(?:\w+: )?\d+ passed, (\d+) failed"),
}


@dataclass
class Suite:
    name: str
    command: list
    report: str
    weight: int = 1  # heavier ones start first
    environment: dict = field(default_factory=dict)


@dataclass
class Outcome:
    suite: Suite
    passed: int
    failed: int
    seconds: float
    log: str


def count(text, report):
    """(passed, failed) as the suite said it last; (0, 0) when it said nothing."""
    found = [re.findall(pattern, text, re.MULTILINE) for pattern in REPORTS[report]]
    return tuple(int(numbers[-1]) if numbers else 0 for numbers in found)


def judge(text, report, exit_code):
    passed, failed = count(text, report)
    if failed == 0 and (exit_code != 0 or passed == 0):
        failed = 1  # it broke, or it ran nothing: both are failures
    return passed, failed


def run_suite(suite):
    path = os.path.join(LOGS, suite.name + ".log")
    started = time.monotonic()
    with open(path, "w", encoding="utf-8") as log:
        process = subprocess.Popen(
            suite.command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL, env={**os.environ, **suite.environment},
            start_new_session=True)
        try:
            code = process.wait(timeout=SUITE_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            log.write(f"\nstopped after {SUITE_SECONDS_MAX} s\n")
            code = 1
    with open(path, encoding="utf-8", errors="replace") as log:
        text = log.read()
    passed, failed = judge(text, suite.report, code)
    return Outcome(suite, passed, failed, time.monotonic() - started, text)


def executables(pattern):
    return sorted(path for path in glob.glob(os.path.join(BIN, pattern)) if os.access(path, os.X_OK))


def unit_suites():
    for path in executables("*_test"):
        yield Suite("unit-" + os.path.basename(path)[: -len("_test")], [path], "doctest", 3)


def replay_suites():
    for path in executables("*_replay"):
        name = os.path.basename(path)[: -len("_fuzz_replay")]
        corpus = os.path.join(ROOT, "tests", "fuzz", "corpus", name)
        yield Suite("fuzz-" + name, [path, corpus], "plain")


def scenario_suites():
    for scenarios in sorted(glob.glob(os.path.join(ROOT, "services", "*", "scenarios"))):
        package = os.path.dirname(scenarios)
        yield Suite("service-" + os.path.basename(package),
                    [os.path.join(BIN, "digipro"), "service", "test", package], "plain")


def conformance_suites():
    """tests/conformance/suites.txt: a suite's name and its folder in ../shared on each line."""
    table = os.path.join(ROOT, "tests", "conformance", "suites.txt")
    if not os.path.exists(table):
        return
    with open(table, encoding="utf-8") as lines:
        for line in lines:
            words = line.split("#")[0].split()
            if not words:
                continue
            folder = os.path.join(SHARED, words[1])
            if os.path.isdir(folder):
                command = [os.path.join(BIN, "conformance"), words[0], folder, *words[2:]]
                yield Suite("conformance-" + words[0], command, "plain", 2)
            else:
                print(f"not run: conformance {words[0]}, because {folder} is absent", flush=True)


def program_suites():
    """Suites that talk to the running program; each file is a node program or a node:test file."""
    node = ["node", "--test", "--test-reporter=spec", "--test-reporter-destination=stdout"]
    for folder, weight in (("blackbox", 4), ("e2e", 8)):
        for path in sorted(glob.glob(os.path.join(ROOT, "tests", folder, "*.test.mjs"))):
            name = f"{folder}-{os.path.basename(path)[:-len('.test.mjs')]}"
            yield Suite(name, [*node, path], "node", weight)
    kill = os.path.join(ROOT, "tests", "faults", "kill.mjs")
    if os.path.exists(kill):
        for engine in ("sqlite", "postgres"):
            command = ["node", kill, "--engine", engine, "--kills", "20"]
            yield Suite("faults-" + engine, command, "plain", 9)


def house_suites():
    yield Suite("check", [os.path.join(ROOT, "bin", "check")], "plain", 5)
    for path in sorted(glob.glob(os.path.join(ROOT, "tests", "house", "*_test.py"))):
        name = "house-" + os.path.basename(path)[: -len("_test.py")]
        yield Suite(name, ["/usr/bin/python3", path], "plain")


def all_suites():
    for group in (unit_suites, replay_suites, scenario_suites, conformance_suites, program_suites,
                  house_suites):
        yield from group()


def main(words):
    os.makedirs(LOGS, exist_ok=True)
    suites = [s for s in all_suites() if not words or any(word in s.name for word in words)]
    suites.sort(key=lambda suite: -suite.weight)
    passed = failed = 0
    with ThreadPoolExecutor(SUITES_AT_ONCE) as pool:
        for outcome in pool.map(run_suite, suites):
            passed += outcome.passed
            failed += outcome.failed
            print(f"{outcome.suite.name:32} {outcome.passed:5} passed {outcome.failed:3} failed "
                  f"{outcome.seconds:7.1f} s", flush=True)
            if outcome.failed:
                print("\n".join(outcome.log.splitlines()[-80:]), flush=True)
    print(f"{passed} passed, {failed} failed", flush=True)
    return 0 if failed == 0 and passed > 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
