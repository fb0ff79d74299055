// Each kind of field: what is right, what it becomes, and what is said of what is wrong.
#include <doctest/doctest.h>

#include "core/forms/testing/small_form.h"

using namespace digipro;
using namespace digipro::forms;
using namespace digipro::forms::testing;

namespace {

std::string field_of(std::string_view type, std::string_view more = "") {
  return R"({"id":"f","type":")" + std::string(type) + R"(","label":"Campo")" +
         (more.empty() ? "" : "," + std::string(more)) + "}";
}

// What one field says of one answer.
struct Told {
  std::string value, text, problem;
  bool operator==(const Told&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Told& told) {
  return out << "{" << told.value << "|" << told.text << "|" << told.problem << "}";
}

Told told(const FormDefinition& form, const std::string& answer) {
  FormView view = view_of(form, R"({"f":)" + answer + "}");
  const FieldView& field = view.fields[0];
  return {field.value.is_null() ? "" : feel::to_string(field.value), field.display_text,
          problem_of(view, "f")};
}

std::string problem(const FormDefinition& form, const std::string& answer) {
  return told(form, answer).problem;
}

std::string file(const char* name, const char* type, int64_t size) {
  return R"({"blob":")" + std::string(64, 'a') + R"(","name":")" + name + R"(","type":")" + type +
         R"(","size":)" + std::to_string(size) + "}";
}

}  // namespace

TEST_CASE("given a text, when it is too long, too short or unclean, then that is said or mended") {
  FormDefinition form = form_of(field_of("text", R"("length_min":3,"length_max":5)"));
  CHECK(told(form, R"("  città ")") == Told{"città", "città", ""});  // five characters, six bytes
  CHECK(problem(form, R"("cittàà")") ==
        "wrong «Campo»: il testo è troppo lungo. Ha 6 caratteri, al massimo sono 5: accorcialo.");
  CHECK(problem(form, R"("à")") ==
        "wrong «Campo»: il testo è troppo corto. Ha 1 carattere, ne servono almeno 3: aggiungi "
        "qualcosa.");
  CHECK(told(form, R"("a\u0000b\u202ec")") == Told{"abc", "abc", ""});
  CHECK(told(form, R"("a\nb")").value == "a b");
  CHECK(told(form, R"("   ")") == Told{"", "", ""});
  CHECK(problem(form, "{}").empty());
  CHECK(problem(form, R"({"a":1})").starts_with("wrong "));
  FormDefinition lines = form_of(field_of("long_text"));
  CHECK(told(lines, R"("a\r\nb")").value == "a\nb");
  CHECK(problem(lines, "\"" + std::string(10'001, 'x') + "\"").starts_with("wrong "));
}

TEST_CASE("given a mail address, when a slip of the hand is in it, then the slip is named") {
  FormDefinition form = form_of(field_of("email"));
  CHECK(told(form, R"(" anna.verdi@comune.borgoverde.it ")").value ==
        "anna.verdi@comune.borgoverde.it");
  CHECK(told(form, R"("anna+1@example.it")").problem.empty());
  CHECK(problem(form, R"("anna")") ==
        "wrong «Campo»: nell'indirizzo manca la chiocciola (@). Scrivilo come nome@esempio.it.");
  for (const char* wrong : {"anna@@example.it", "anna verdi@example.it", "@example.it",
                            "anna@example", "anna@example..it", "anna@-example.it",
                            "anna..v@example.it", "anna@exa_mple.it", "an<na@example.it"})
    CHECK(problem(form, "\"" + std::string(wrong) + "\"").starts_with("wrong "));
}

TEST_CASE("given a telephone number, when it is grouped, then its digits are the value") {
  FormDefinition form = form_of(field_of("telephone"));
  CHECK(told(form, R"("+39 333 12.34-567")") == Told{"+393331234567", "+39 333 12.34-567", ""});
  CHECK(told(form, R"("0039 02/1234567")").value == "+39021234567");
  CHECK(problem(form, R"("1234")") ==
        "wrong «Campo»: il numero ha 4 cifre. Controllalo: servono da 5 a 15 cifre.");
  CHECK(problem(form, R"("333 casa")").starts_with("wrong "));
}

TEST_CASE("given a codice fiscale, when its control character is wrong, then it is refused") {
  FormDefinition form = form_of(field_of("codice_fiscale"));
  // The Ministry's own example of D.M. 12.3.1976: control character worked out by its tables.
  CHECK(told(form, R"("rss mra 80a01 h501u")").value == "RSSMRA80A01H501U");
  CHECK(problem(form, R"("RSSMRA80A01H501A")").starts_with("wrong «Campo»: "));
}

TEST_CASE("given a number, when it is read, then it is exact and shown as Italians write it") {
  FormDefinition decimal =
      form_of(field_of("decimal", R"("scale_max":2,"minimum":"0.5","maximum":5000,"unit":"€")"));
  CHECK(told(decimal, R"("1234.5")") == Told{"1234.5", "1.234,50 €", ""});
  CHECK(told(decimal, "12").text == "12,00 €");
  CHECK(problem(decimal, R"("0.1")") ==
        "wrong «Campo»: il numero non può essere minore di 0,50 €. Correggilo.");
  CHECK(problem(decimal, R"("5000.01")") ==
        "wrong «Campo»: il numero non può essere maggiore di 5.000,00 €. Correggilo.");
  CHECK(problem(decimal, R"("1.234")") ==
        "wrong «Campo»: i decimali sono troppi. Al massimo sono 2.");
  CHECK(told(decimal, R"("molti")") ==
        Told{"", "molti", "wrong «Campo»: non è un numero. Scrivilo in cifre, per esempio 12,50."});
  for (const char* wrong : {"\"1e3\"", "\"NaN\"", "\"1.\"", "\".5\"", "true", "1.5", "[1]"})
    CHECK(problem(decimal, wrong).starts_with("wrong "));
  FormDefinition integer = form_of(field_of("integer", R"("unit":"m")"));
  CHECK(told(integer, R"("-1234567")") == Told{"-1234567", "-1.234.567 m", ""});
  CHECK(problem(integer, R"("1.5")") ==
        "wrong «Campo»: non è un numero intero. Scrivilo in cifre, per esempio 12.");
  // 34 digits are exact, 35 are refused rather than rounded.
  CHECK(told(integer, "\"" + std::string(34, '9') + "\"").value == std::string(34, '9'));
  CHECK(problem(integer, "\"" + std::string(35, '9') + "\"").starts_with("wrong "));
}

TEST_CASE("given a date, when it does not exist or is out of bounds, then that is said") {
  FormDefinition form =
      form_of(field_of("date", R"json("minimum":"=today()","maximum":"2026-12-31")json"));
  CHECK(told(form, R"("2026-12-02")") == Told{"2026-12-02", "2 dicembre 2026", ""});
  CHECK(problem(form, R"("2026-11-23")").empty());  // today itself
  CHECK(problem(form, R"("2026-11-22")") ==
        "wrong «Campo»: la data non può essere prima del 23 novembre 2026. Correggila.");
  CHECK(problem(form, R"("2027-01-01")") ==
        "wrong «Campo»: la data non può essere dopo il 31 dicembre 2026. Correggila.");
  CHECK(problem(form, R"("31/2/2026")").starts_with("wrong «Campo»: questa data non esiste."));
  CHECK(problem(form, R"("domani")").starts_with("wrong «Campo»: non è una data."));
  CHECK(problem(form, "20261202").starts_with("wrong "));
}

TEST_CASE("given choices, when something else is answered, then it is wrong") {
  const char* choices = R"("choices":[{"value":"a","label":"Abete"},{"value":"b","label":"Betulla"},
      {"value":"c","label":"Cedro"}])";
  FormDefinition one = form_of(field_of("choice", choices));
  CHECK(told(one, R"("b")") == Told{"b", "Betulla", ""});
  CHECK(problem(one, R"("Betulla")") ==
        "wrong «Campo»: la risposta non è tra le voci. Scegline una dell'elenco.");
  FormDefinition some = form_of(
      field_of("multiple_choice", std::string(choices) + R"(,"count_min":2,"count_max":2)"));
  CHECK(told(some, R"(["c","a","c"])") == Told{"[\"a\", \"c\"]", "Abete, Cedro", ""});
  CHECK(problem(some, R"(["a"])") == "missing «Campo»: scegli almeno 2 voci.");
  CHECK(problem(some, R"(["a","b","c"])") ==
        "wrong «Campo»: hai scelto 3 voci. Al massimo sono 2: togline qualcuna.");
  CHECK(problem(some, R"(["a","x"])").starts_with("wrong "));
  CHECK(problem(some, R"(["a",1])").starts_with("wrong "));
  CHECK(problem(some, R"("a")").starts_with("wrong "));
  CHECK(problem(some, "[]").empty());
}

TEST_CASE("given yes or no and a declaration, when they are answered, then they are flags") {
  FormDefinition form = form_of(field_of("yes_no", R"("required":true)"));
  CHECK(told(form, "false") == Told{"false", "No", ""});
  CHECK(problem(form, R"("true")").starts_with("wrong "));
  CHECK(problem(form, R"("")") == "missing Manca «Campo»: scegli Sì o No.");
  FormDefinition declared = form_of(field_of("declaration", R"("legal_text":"Art. 76")"));
  CHECK(problem(declared, "true").empty());
  CHECK(problem(declared, "false") ==
        "missing «Campo»: per proseguire devi confermare. Spunta la casella.");
}

TEST_CASE("given a place, when street or point is there, then it is enough") {
  FormDefinition form = form_of(field_of("location", R"("required":true)"));
  CHECK(told(form, R"({"street":"Via Verdi","number":"4"})").text == "Via Verdi 4");
  Told point = told(form, R"({"lat":"45.4642","lon":"9.19"})");
  CHECK(point == Told{"{lat: 45.4642, lon: 9.19}", "Punto sulla mappa (45.4642, 9.19)", ""});
  // What is sent keeps the coordinates as they came, even without decimals.
  CHECK(view_of(form, R"({"f":{"lat":"45","lon":"9"}})").values()["f"]["lat"] == json::Value("45"));
  CHECK(problem(form, R"({"description":"vicino alla fontana"})") ==
        "missing Manca «Campo»: scegli il punto sulla mappa, oppure scrivi la via.");
  for (const char* wrong :
       {R"({"lat":"45.4"})", R"({"lat":"91","lon":"9"})", R"({"lat":"4,5","lon":"9"})",
        R"({"lat":45,"lon":9})", R"("Via Verdi")", R"([1])"})
    CHECK(problem(form, wrong).starts_with("wrong "));
  CHECK(problem(form, R"({"street":")" + std::string(121, 'x') + "\"}").starts_with("wrong "));
  FormDefinition exact = form_of(field_of("location", R"("point_required":true)"));
  CHECK(problem(exact, R"({"street":"Via Verdi"})") ==
        "missing «Campo»: manca il punto. Sceglilo sulla mappa.");
  CHECK(problem(exact, "{}").empty());
}

TEST_CASE("given files, when type, size or number is not the field's, then that is said") {
  FormDefinition form = form_of(field_of(
      "attachments", R"("types":["image/jpeg"],"count_min":2,"count_max":3,"file_bytes_max":100)"));
  std::string good = file("a.jpg", "image/jpeg", 100);
  CHECK(told(form, "[" + good + "," + file("b.jpg", "image/jpeg", 1) + "]").text == "a.jpg, b.jpg");
  CHECK(problem(form, "[" + good + "]") == "missing «Campo»: servono almeno 2 file. Aggiungine.");
  CHECK(problem(form, "[" + good + "," + good + "," + good + "," + good + "]") ==
        "wrong «Campo»: i file sono troppi. Al massimo sono 3: togline qualcuno.");
  CHECK(problem(form, "[" + file("c.exe", "application/x-dosexec", 1) + "]") ==
        "wrong «Campo»: «c.exe» non è di un tipo ammesso. Toglilo.");
  CHECK(problem(form, "[" + file("d.jpg", "image/jpeg", 101) + "]") ==
        "wrong «Campo»: «d.jpg» è troppo grande. Toglilo.");
  CHECK(problem(form, "[" + file("e.jpg", "image/jpeg", -1) + "]").starts_with("wrong "));
  CHECK(problem(form, R"([{"blob":"../../etc/passwd","name":"x","type":"image/jpeg","size":1}])")
            .starts_with("wrong "));
  CHECK(problem(form, R"([1])").starts_with("wrong "));
}
