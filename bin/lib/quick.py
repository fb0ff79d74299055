"""What changed -> its rooms -> their test binaries, and bin/check on the changed files.

Called by bin/quick. A change in a module runs only that module's tests (doctest filters by source
file); a change in another room runs the whole room's binary.
"""
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ROOMS = ("base", "format", "platform", "process", "core", "web", "modules", "app")


def git(*arguments):
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.split("\n") if done.returncode == 0 else []


def changed_files():
    base = "main"
    for name in ("origin/main", "main"):
        if any(git("rev-parse", "--verify", "-q", name)):
            base = name
            break
    fork = git("merge-base", "HEAD", base)[0]
    if fork == git("rev-parse", "HEAD")[0]:
        fork = "HEAD~1"
    names = set(git("diff", "--name-only", fork))
    names |= set(git("ls-files", "--others", "--exclude-standard"))
    return sorted(name for name in names if name and os.path.exists(os.path.join(ROOT, name)))


def rooms_of(files):
    """room -> source-file filters of its tests; an empty list means all of them."""
    rooms = {}
    for name in files:
        parts = name.split("/")
        if len(parts) < 3 or parts[0] != "src" or parts[1] not in ROOMS:
            continue
        room = parts[1]
        if room == "modules" and len(parts) > 3:
            if rooms.get(room) != []:
                rooms.setdefault(room, []).append(f"*/modules/{parts[2]}/*")
        else:
            rooms[room] = []
    return rooms


def run(command, **options):
    print("$ " + " ".join(command), flush=True)
    return subprocess.run(command, cwd=ROOT, check=False, **options).returncode


def main():
    files = changed_files()
    rooms = rooms_of(files)
    print(f"{len(files)} changed files, rooms: {', '.join(rooms) or 'none'}", flush=True)
    failed = 0
    if not os.path.exists(os.path.join(ROOT, "build-debug", "build.ninja")):
        failed |= run(["cmake", "--preset", "debug"], stdout=subprocess.DEVNULL)
    if rooms:
        known = subprocess.run(["ninja", "-C", "build-debug", "-t", "targets", "all"], cwd=ROOT,
                               capture_output=True, text=True, check=False).stdout
        targets = [f"{room}_test" for room in rooms if f"bin/{room}_test:" in known]
        failed |= run(["ninja", "-C", "build-debug", "--quiet", *targets])
        for target in targets if not failed else ():
            filters = sorted(set(rooms[target[: -len("_test")]]))
            command = [f"build-debug/bin/{target}"]
            if filters:
                command.append("--source-file=" + ",".join(filters))
            failed |= run(command)
    if files:
        failed |= run(["bin/check", *files])
    print("failed" if failed else "passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
