"""Who may include whom: the arrows of the house, module order, cycles, fences of heavy headers."""
import re

from tidy.tree import Finding, is_cpp

# app -> modules -> web -> core -> {platform, process} -> format -> base
RANK = {"base": 0, "format": 1, "platform": 2, "process": 2, "core": 3, "web": 4, "modules": 5,
        "app": 6}
# A module may include only module.h of one earlier in this list.
MODULES = ("identity", "catalogue", "documents", "fascicoli", "protocollo", "posta", "istanze",
           "scrivania", "firma", "atti", "albo", "trasparenza", "payments", "invoices", "anagrafi",
           "conservazione", "bus", "insight", "content", "kit")
# `digipro bench` stands beside src/, over app; the command line is the one place that opens it.
DOORS = {("app/main.cpp", "bench/bench.h")}
# Heavy headers and the only places that may see them. `pattern` is matched against the header.
FENCES = (
    (r"boost/json", r"src/format/json[^/]*\.cpp"),
    (r"boost/(beast|asio)", r"src/platform/http/(server|request_parser)\.cpp"),
    (r"openssl/", r"src/platform/(crypto|http)/.*\.cpp"),
    (r"argon2\.h", r"src/platform/crypto/.*\.cpp"),
    (r"libxml/", r"src/format/xml[^/]*\.cpp"),
    (r"ctemplate/", r"src/format/(html[-_]template|html)[^/]*\.cpp|src/format/html[^/]*/.*\.cpp"),
    (r"unicode/", r"src/base/text[^/]*\.cpp"),
    (r"date/", r"src/base/local_time\.cpp"),
    (r"sqlite3\.h", r"src/platform/db/.*"),
    (r"libpq", r"src/platform/db/.*"),
    (r"curl/", r"src/platform/(mail|blob|clamav|client)[^/]*/.*\.cpp|src/platform/http/client.*\.cpp"),
    (r"bid_(conf|functions)", r"src/base/decimal\.cpp"),
    (r"seccomp\.h", r"src/platform/runner/.*\.cpp"),
)
NOT_IN_HEADERS = ("regex", "iostream", "filesystem", "thread")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def includes_of(text):
    """(line, is_ours, header) of every #include."""
    for match in INCLUDE.finditer(text):
        yield text.count("\n", 0, match.start(2)) + 1, match.group(1) == '"', match.group(2)


def room_of(path):
    return path.split("/")[0]


def arrow_problem(source, target):
    """Why src/`source` may not include `target`, or None. Both relative to src/."""
    room, other = room_of(source), room_of(target)
    if (source, target) in DOORS:
        return None
    if room not in RANK or other not in RANK:
        return f"unknown room {other if room in RANK else room}"
    if room == other:
        return module_problem(source, target) if room == "modules" else None
    if RANK[other] >= RANK[room]:
        return f"{room} may not include {other}"
    return None


def module_problem(source, target):
    mine, other = source.split("/")[1], target.split("/")[1]
    if mine == other:
        return None
    for module in (mine, other):
        if module not in MODULES:
            return f"module {module} is not in the listed order (bin/tidy/includes.py)"
    if target != f"modules/{other}/module.h":
        return f"of module {other} only modules/{other}/module.h may be included"
    if MODULES.index(other) >= MODULES.index(mine):
        return f"module {other} comes after {mine} in the listed order"
    return None


def check_arrows(tree):
    for path, text in tree.files.items():
        if not path.startswith("src/") or not is_cpp(path):
            continue
        for line, ours, header in includes_of(text):
            if not ours:
                continue
            if "/" not in header or header.startswith("."):
                yield Finding(path, line, "include", f'write "{header}" from src/ on')
                continue
            problem = arrow_problem(path[len("src/"):], header)
            if problem:
                yield Finding(path, line, "arrow", problem)


def check_cycles(tree):
    """Headers that reach themselves: a cycle of files, whichever room they are in."""
    graph = {path[len("src/"):]: [h for _, ours, h in includes_of(text) if ours]
             for path, text in tree.of(".h").items() if path.startswith("src/")}
    done, reported = set(), []

    def walk(node, trail):
        if node in trail:
            reported.append(trail[trail.index(node):] + [node])
            return
        if node in done or node not in graph:
            return
        for following in graph[node]:
            walk(following, trail + [node])
        done.add(node)

    for start in graph:
        walk(start, [])
    for cycle in reported:
        yield Finding("src/" + cycle[0], 1, "cycle", " -> ".join(cycle))


def check_fences(tree):
    for path, text in tree.files.items():
        if not path.startswith("src/") or not is_cpp(path):
            continue
        for line, ours, header in includes_of(text):
            if path.endswith(".h") and header in NOT_IN_HEADERS:
                yield Finding(path, line, "heavy header", f"<{header}> stays out of headers")
            for pattern, places in FENCES:
                if not ours and re.match(pattern, header) and not re.fullmatch(places, path):
                    yield Finding(path, line, "heavy header",
                                  f"<{header}> is fenced to {places}")
