"""The words that say "not finished" are found, and their honest uses are not."""
import unittest

import report
from tidy import words
from tidy.tree import Tree


def found(text, path="src/core/a.cpp"):
    return [f.text for f in words.check_words(Tree({path: text}))]


class Words(unittest.TestCase):
    def test_each_banned_word_is_found(self):
        for text in ("// TODO later", "// FIXME", "// XXX", "// HACK", "// For now one town",
                     "// a placeholder", "class Stub;", "// Dummy value", "// not implemented"):
            self.assertEqual(len(found(text)), 1, text)

    def test_words_that_only_contain_them_are_not(self):
        for text in ("// stubborn", 'mktemp("/tmp/a.XXXXXX")', "// hackney", "int todo_count;"):
            self.assertEqual(found(text), [], text)

    def test_the_attribute_of_a_field_is_no_promise(self):
        self.assertEqual(found('<input placeholder="AB123CD">', "portal/templates/a.html"), [])
        self.assertEqual(found("input::placeholder { color: grey }", "portal/styles/a.css"), [])
        self.assertEqual(len(found("<p>a placeholder</p>", "portal/templates/a.html")), 1)

    def test_data_of_the_town_is_not_read(self):
        self.assertEqual(found("TODO", "services/a/service.json"), [])


if __name__ == "__main__":
    report.main()
