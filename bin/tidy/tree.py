"""The files that bin/check looks at, and what a rule says about them."""
import os
import subprocess
from dataclasses import dataclass, field

CODE = (".h", ".cpp", ".py", ".mjs", ".js", ".ts", ".sh", ".html", ".css", ".scss", ".cmake")
TEXT = CODE + (".md", ".txt", ".yml", ".yaml", ".json", ".bpmn", ".dmn", "")
# Not written by us: licence text, lock files, corpora of broken inputs, outside suites.
OUTSIDE = ("LICENSE", "package-lock.json", "tests/fuzz/corpus/", "node_modules/", "portal/dist/")


@dataclass(frozen=True)
class Finding:
    path: str
    line: int
    rule: str
    text: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.rule}: {self.text}"


@dataclass
class Tree:
    """Paths relative to the root -> text. Rules read only this, so tests make small ones."""
    files: dict = field(default_factory=dict)

    def of(self, *endings):
        return {path: text for path, text in self.files.items() if path.endswith(endings)}


def is_ours(path):
    return not any(part in path for part in OUTSIDE)


def is_cpp(path):
    return path.endswith((".h", ".cpp"))


def is_test(path):
    name = os.path.basename(path)
    return (path.startswith("tests/") or "/testing/" in path or "_test." in name
            or ".test." in name or "_fuzz." in name)


def is_code(path):
    name = os.path.basename(path)
    return path.endswith(CODE) or name in ("CMakeLists.txt", "Makefile") or is_script(path)


def is_script(path):
    return path.startswith(("bin/", ".ci/")) and "." not in os.path.basename(path)


def git_files(root):
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root, capture_output=True, check=True).stdout.decode()
    return [path for path in listed.split("\0") if path]


def read_tree(root):
    tree = Tree()
    for path in git_files(root):
        full = os.path.join(root, path)
        if not is_ours(path) or not os.path.isfile(full):
            continue
        if os.path.splitext(path)[1] not in TEXT:
            continue
        try:
            with open(full, encoding="utf-8") as file:
                tree.files[path] = file.read()
        except UnicodeDecodeError:
            continue  # bytes, not text
    return tree
