"""Sizes: lines of a file, lines of a function, columns of a line; the comment on top of a header."""
import re

from tidy.functions import functions_of
from tidy.tree import Finding, is_code, is_cpp, is_test

FILE_LINES_MAX = 300
TEST_FILE_LINES_MAX = 400  # tests, and files whose first line says "Generated"
FUNCTION_LINES_MAX = 70
TEST_FUNCTION_LINES_MAX = 100
CPP_COLUMNS_MAX = 100
CONTRACT_CHARACTERS_MIN = 60


def check_file_lengths(tree):
    for path, text in tree.files.items():
        if not is_code(path):
            continue
        generated = "Generated" in text.split("\n", 1)[0]
        limit = TEST_FILE_LINES_MAX if is_test(path) or generated else FILE_LINES_MAX
        lines = len(text.splitlines())
        if lines > limit:
            yield Finding(path, lines, "file length", f"{lines} lines, at most {limit}")


def check_function_lengths(tree):
    for path, text in tree.files.items():
        if not is_cpp(path):
            continue
        limit = TEST_FUNCTION_LINES_MAX if is_test(path) else FUNCTION_LINES_MAX
        for name, line, length in functions_of(text):
            if length > limit:
                yield Finding(path, line, "function length",
                              f"{name} has {length} lines, at most {limit}")


def check_columns(tree):
    for path, text in tree.files.items():
        if not is_cpp(path):
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if len(line) > CPP_COLUMNS_MAX and "://" not in line:
                yield Finding(path, number, "columns",
                              f"{len(line)} columns, at most {CPP_COLUMNS_MAX}")


def check_contracts(tree):
    """A header starts with ONE comment: what it is for, who owns it, which threads may call it."""
    for path, text in tree.of(".h").items():
        comment = re.match(r"((//[^\n]*\n)+|/\*.*?\*/)", text, re.DOTALL)
        said = re.sub(r"[\s/*]+", " ", comment.group(0)) if comment else ""
        if len(said) < CONTRACT_CHARACTERS_MIN:
            yield Finding(path, 1, "contract", "a header starts with a comment that is its contract")
