"""How long each C++ function is, measured by braces.

Comments, strings and preprocessor lines are blanked first. A brace at namespace or class level
whose head has parentheses, and is neither a class nor an initialiser, opens a function; everything
inside it, lambdas too, counts as part of it.
"""
import re

LITERAL = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"([^\s()\\]{0,16})\(.*?\)\1"|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'", re.DOTALL)
DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.MULTILINE)
CONTAINER = re.compile(r"\s*(typedef\s+)?(namespace|class|struct|union|enum)\b")
ACCESS = re.compile(r"^(\s*(public|private|protected)\s*:)+")
TEMPLATE = re.compile(r"\btemplate\s*<(?:[^<>]|<(?:[^<>]|<[^<>]*>)*>)*>")


def blank(text):
    """The text with everything that is not code replaced by blanks; lines stay where they are."""
    def keep_lines(match):
        return "".join(c if c == "\n" else " " for c in match.group(0))

    def literal(match):
        kept = keep_lines(match)
        return '"' + kept[1:-1] + '"' if match.group(0)[0] == '"' else kept

    return DIRECTIVE.sub(keep_lines, LITERAL.sub(literal, text))


def outside_parentheses(head):
    depth, kept = 0, []
    for character in head:
        if character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        elif depth == 0:
            kept.append(character)
    return "".join(kept)


def kind_of(head):
    """What the brace after `head` opens; head is the text since the last ; { } of its level.

    container: namespace, class, enum. function: a body. part: a brace inside a head that goes on
    (default argument, member initialiser). other: an initialiser.
    """
    head = ACCESS.sub("", TEMPLATE.sub(" ", head))
    head = re.sub(r"\boperator\s*(\(\)|[^\s(]+)", "operator_", head)
    if head.count("(") > head.count(")"):
        return "part"
    if CONTAINER.match(head) or re.match(r'\s*(extern\s*"[^"]*"|inline\s+namespace\b.*)\s*$', head):
        return "container"
    if "=" in outside_parentheses(head):
        return "function" if re.search(r"=\s*\[", head) else "other"
    if re.search(r"\)\s*(noexcept\s*)?:(?!:)", head) and re.search(r"[\w>]\s*$", head):
        return "part"
    return "function" if "(" in head else "other"


def functions_of(text):
    """(name, first line, number of lines) of every function, from its head to its last brace."""
    code = blank(text)
    stack, head_start = [], 0
    for index, character in enumerate(code):
        if character == ";" and not in_body(stack):
            head_start = index + 1
        elif character == "{":
            head = code[head_start:index]
            kind = "other" if in_body(stack) else kind_of(head)
            stack.append((kind, head_start, head))
            if kind != "part":
                head_start = index + 1
        elif character == "}" and stack:
            kind, start, head = stack.pop()
            if kind == "function":
                yield measure(code, start, head, index)
            if kind != "part" and not in_body(stack):
                head_start = index + 1


def in_body(stack):
    return bool(stack) and stack[-1][0] != "container"


def measure(code, start, head, end):
    access = ACCESS.match(head)
    skipped = access.end() if access else 0
    first = start + len(head) - len(head[skipped:].lstrip())
    line = code.count("\n", 0, first) + 1
    last = code.count("\n", 0, end) + 1
    name = re.search(r"([~\w:]+)\s*\(", TEMPLATE.sub(" ", head))
    return (name.group(1) if name else "(lambda)"), line, last - line + 1
