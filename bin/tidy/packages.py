"""The package table names what CMake asks for, and nothing that it does not ask for."""
import re

from tidy.tree import Finding

TABLE = re.compile(r"bin/packages-[a-z]+-\d+\.txt")
SECTIONS = ("build", "test", "run")
NEVER = ("libboost-dev", "npm", "nodejs")


def asked_by_cmake(text):
    """(line, name) of every pkg-config module, package, library and program."""
    text = re.sub(r"#[^\n]*", "", text)
    call = re.compile(r"\b(pkg_check_modules|find_package|find_library|find_program)\s*\(([^)]*)\)")
    for match in call.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        words = match.group(2).split()
        if match.group(1) == "find_package":
            yield line, words[0]
        else:
            for word in words[1:]:
                if not re.fullmatch(r"REQUIRED|QUIET|IMPORTED_TARGET|GLOBAL|NAMES", word):
                    yield line, re.split(r"[<>=]", word)[0]


def rows_of(text):
    """(line, section, package, asked name) of every row."""
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if words and not line.startswith("#"):
            yield number, words[0], words[1] if len(words) > 1 else "", \
                words[2] if len(words) > 2 else ""


# Threads come with the compiler; node and npm are bin/setup's own care.
ELSEWHERE = ("Threads", "node", "npm")


def check_packages(tree):
    tables = {path: text for path, text in tree.files.items() if TABLE.fullmatch(path)}
    asked = {}
    for path, text in tree.files.items():
        if path.endswith(("CMakeLists.txt", ".cmake")):
            for line, name in asked_by_cmake(text):
                asked.setdefault(name, (path, line))
    for path, text in tables.items():
        named = set()
        for line, section, package, name in rows_of(text):
            if section not in SECTIONS or not package or not name:
                yield Finding(path, line, "package", "a row is: section package asked-name why")
            if package in NEVER:
                yield Finding(path, line, "package", f"{package} is never in the table")
            if name not in ("-", ""):
                named.add(name)
                if name not in asked:
                    yield Finding(path, line, "package", f"CMake does not ask for {name}")
        for name, (where, line) in asked.items():
            if name not in named and name not in ELSEWHERE:
                yield Finding(where, line, "package", f"{path} names no package for {name}")
