"""Every package in services/ against the schemas of docs/formats and the rules beside them."""
import glob
import json
import os
import re
import unittest

import report
from json_schema import problems

FORMATS = os.path.join(report.ROOT, "docs", "formats")
PACKAGES = sorted(glob.glob(os.path.join(report.ROOT, "services", "*", "")))


def read(*parts):
    with open(os.path.join(*parts), encoding="utf-8") as file:
        return json.load(file)


def vocabulary(kind):
    path = os.path.join(report.ROOT, "src", "modules", "catalogue", "vocabulary.cpp")
    with open(path, encoding="utf-8") as file:
        return set(re.findall(kind + r'\{"([a-z0-9-]+)"', file.read()))


def undeclared(texts, variables):
    used = {name for text in texts for name in re.findall(r"\{\{([^}]*)\}\}", text)}
    return used.symmetric_difference(variables)


class Packages(unittest.TestCase):
    def each(self):
        self.assertTrue(PACKAGES)
        return [(folder, read(folder, "service.json")) for folder in PACKAGES]

    def test_descriptors_are_what_their_schema_wants(self):
        schema = read(FORMATS, "service-package.schema.json")
        for folder, service in self.each():
            self.assertEqual(problems(service, schema), [])
            self.assertEqual(service["id"], os.path.basename(folder.rstrip("/")))

    def test_life_events_and_categories_are_known(self):
        for _, service in self.each():
            self.assertLessEqual(set(service["life_events"]), vocabulary("LifeEvent"))
            self.assertLessEqual(set(service["categories"]), vocabulary("Category"))

    def test_a_report_has_a_target_and_a_request_has_a_term(self):
        for _, service in self.each():
            kind = service["kind"]
            if kind == "segnalazione":
                self.assertEqual(service["answer"]["kind"], "target")
            if kind in ("istanza", "scia", "accesso"):
                self.assertEqual(service["answer"]["kind"], "term")
                self.assertIn("law", service["answer"])

    def test_an_istanza_has_a_ground_of_the_law(self):
        for _, service in self.each():
            if service["kind"] not in ("segnalazione", "comunicazione"):
                self.assertFalse({"non_richiesta", "credenziali_ente"} & set(service["grounds"]))

    def test_messages_declare_what_they_use(self):
        schema = read(FORMATS, "messages.schema.json")
        for folder, _ in self.each():
            messages = read(folder, "messages.json")
            self.assertEqual(problems(messages, schema), [])
            for name, text in messages["messages"].items():
                texts = [text["subject"], *text["body"]]
                self.assertEqual(undeclared(texts, text["variables"]), set(), name)
            confirmation = messages["pages"]["confirmation"]
            self.assertEqual(undeclared(confirmation["next_steps"], confirmation["variables"]), set())

    def test_forms_are_what_their_schema_wants(self):
        schema = read(FORMATS, "form.schema.json")
        for folder, _ in self.each():
            self.assertEqual(problems(read(folder, "form.json"), schema), [])

    def test_public_facts_and_files_are_in_the_form(self):
        for folder, service in self.each():
            for document in service.get("documents", []):
                self.assertTrue(os.path.exists(folder + document["template"]), document["template"])
            fields = {field["id"]: field for step in read(folder, "form.json")["steps"]
                      for field in step["fields"]}
            for name in re.findall(r"\{\{([^}]*)\}\}", service["oggetto"]):
                self.assertFalse(fields[name].get("personal"), name)
            for fact in service["public"].get("facts", []):
                self.assertTrue(fields[fact].get("public"), fact)
                self.assertFalse(fields[fact].get("personal"), fact)


class Schema(unittest.TestCase):
    """The checker itself refuses what it should."""
    SCHEMA = {"type": "object", "additionalProperties": False, "required": ["id"], "properties": {
        "id": {"type": "string", "pattern": "^[a-z]+$", "maxLength": 3},
        "days": {"type": "integer", "minimum": 1, "maximum": 9},
        "kinds": {"type": "array", "uniqueItems": True, "minItems": 1, "items": {"enum": ["a", "b"]}}}}

    def test_what_fits_passes(self):
        self.assertEqual(problems({"id": "abc", "days": 9, "kinds": ["a", "b"]}, self.SCHEMA), [])

    def test_each_mistake_is_found(self):
        for wrong in ({}, {"id": 1}, {"id": "A"}, {"id": "abcd"}, {"id": "a", "more": 1},
                      {"id": "a", "days": 0}, {"id": "a", "days": 1.5}, {"id": "a", "days": True},
                      {"id": "a", "kinds": []}, {"id": "a", "kinds": ["a", "a"]},
                      {"id": "a", "kinds": ["c"]}, []):
            self.assertEqual(len(problems(wrong, self.SCHEMA)), 1, wrong)

    def test_a_keyword_that_is_not_checked_is_refused(self):
        self.assertRaises(ValueError, problems, {}, {"oneOf": []})


if __name__ == "__main__":
    report.main()
