"""The measure of a function's length on the shapes of C++ that could fool it."""
import unittest

import report
from tidy.functions import functions_of


def measured(text):
    return [(name, line, length) for name, line, length in functions_of(text)]


class Functions(unittest.TestCase):
    def test_free_functions_and_methods_are_measured_from_their_head(self):
        text = "namespace a {\nint f(int x,\n      int y) {\n  return x;\n}\nstruct B {\n  int g() {\n" \
               "    return 1;\n  }\n};\n}\n"
        self.assertEqual(measured(text), [("f", 2, 4), ("g", 7, 3)])

    def test_inner_braces_and_lambdas_belong_to_the_function(self):
        text = "void f() {\n  if (a) {\n  }\n  auto g = [](int x) {\n    return x;\n  };\n}\n"
        self.assertEqual(measured(text), [("f", 1, 7)])

    def test_braces_in_comments_and_strings_do_not_count(self):
        text = 'void f() {\n  // }\n  auto s = "}"; char c = \'}\';\n  auto r = R"(}}\n}})";\n' \
               "  int n = 1'000'000;\n}\nvoid g() {\n}\n"
        self.assertEqual(measured(text), [("f", 1, 7), ("g", 8, 2)])

    def test_member_initialisers_and_default_arguments_are_part_of_the_head(self):
        text = "Foo::Foo(A a = {})\n    : a_{a},\n      b_(2) {\n  run();\n}\n"
        self.assertEqual(measured(text), [("Foo::Foo", 1, 5)])

    def test_tables_and_classes_are_no_functions(self):
        text = 'constexpr Row rows[] = {\n  {1, f(2)},\n};\nclass A final : public B<void(int)> {\n};\n' \
               "enum class C { a, b };\nconst A a{1};\n"
        self.assertEqual(measured(text), [])

    def test_a_lambda_at_namespace_level_is_measured(self):
        text = "const auto f = [](int x) {\n  return x;\n};\n"
        self.assertEqual([(line, length) for _, line, length in measured(text)], [(1, 3)])

    def test_operators_templates_and_trailing_types_are_functions(self):
        text = "bool operator==(A a, B b) {\n}\ntemplate <class T = int>\nauto h(T t) -> R<T> {\n}\n" \
               "int g() const noexcept override {\n}\n"
        self.assertEqual([(line, length) for _, line, length in measured(text)],
                         [(1, 2), (3, 3), (6, 2)])

    def test_access_labels_are_not_part_of_a_function(self):
        text = "class A {\n public:\n  int f() {\n  }\n};\n"
        self.assertEqual(measured(text), [("f", 3, 2)])


if __name__ == "__main__":
    report.main()
