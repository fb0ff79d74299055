"""Words that promise work instead of being it (bin/tidy/banned-words.txt)."""
import os
import re

from tidy.tree import Finding, is_code

# The rule and its tests have to say the words.
SPEAKERS = ("bin/tidy/words.py", "tests/house/words_test.py")
LIST = os.path.join(os.path.dirname(os.path.abspath(__file__)), "banned-words.txt")
# The HTML attribute, its CSS selector and its DOM property are not promises.
ATTRIBUTE = re.compile(r"\"placeholder\"|placeholder\s*=|::?placeholder(-shown)?\b|\.placeholder\b|\[placeholder")


def patterns():
    found = []
    with open(LIST, encoding="utf-8") as lines:
        for line in lines:
            if line.strip() and not line.startswith("#"):
                rule, word = line.split(None, 1)
                flags = re.IGNORECASE if rule == "any" else 0
                found.append(re.compile(r"(?<![\w-])" + re.escape(word.strip()) + r"(?![\w-])", flags))
    return found


def check_words(tree):
    banned = patterns()
    for path, text in tree.files.items():
        if not (is_code(path) or path.endswith((".md", ".yml", ".yaml"))):
            continue
        if path in SPEAKERS:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            plain = ATTRIBUTE.sub("", line)
            for pattern in banned:
                match = pattern.search(plain)
                if match:
                    yield Finding(path, number, "word", f'"{match.group(0)}" says: not finished')
