#include "platform/pdf/pdf.h"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "base/text.h"
#include "platform/db/testing/test_stores.h"

using namespace digipro;
using pdf::Sheet;

namespace {

struct Given {
  std::unique_ptr<runner::Runner> runner = runner::make_runner({}).value();
  std::unique_ptr<pdf::Printer> printer = pdf::make_weasyprint_printer(*runner);

  std::string print(const Sheet& sheet) {
    auto printed = printer->print(sheet);
    REQUIRE_MESSAGE(printed, printed.error().detail);
    return *printed;
  }
  // What one of poppler's programs says of the PDF.
  std::string said_by(const std::vector<std::string>& command, const std::string& bytes) {
    runner::Job job;
    job.command = command;
    job.files = {{"documento.pdf", bytes}};
    auto outcome = runner->run(job);
    REQUIRE(outcome);
    REQUIRE_MESSAGE(outcome->is_success(), outcome->err);
    return outcome->out;
  }
};

std::string page(const std::string& head, const std::string& body) {
  return "<!doctype html><html lang=\"it\"><head><meta charset=\"utf-8\"><title>Prova è</title>" +
         head + "</head><body>" + body + "</body></html>";
}

bool has(const std::string& text, std::string_view what) {
  return text.find(what) != std::string::npos;
}

}  // namespace

TEST_CASE("given a page, its PDF is tagged, has title and language, and says that it is PDF/A-3b") {
  Given given;
  std::string bytes = given.print({page("", "<h1>Città</h1><p>Perché no</p>"), {}});
  CHECK(bytes.starts_with("%PDF-1.7\n"));
  std::string facts = given.said_by({"/usr/bin/pdfinfo", "documento.pdf"}, bytes);
  CHECK(has(facts, "Tagged:          yes"));
  CHECK(has(facts, "Title:           Prova è"));
  CHECK(has(facts, "Pages:           1\n"));
  // ISO 19005-3, 6.6.4 (part and conformance) and 6.2.3 (output intent), 6.1.3 (identifier).
  std::string metadata = given.said_by({"/usr/bin/pdfinfo", "-meta", "documento.pdf"}, bytes);
  CHECK(has(metadata, "pdfaid:part=\"3\""));
  CHECK(has(metadata, "pdfaid:conformance=\"B\""));
  CHECK(has(metadata, "Prova è"));
  CHECK(has(bytes, "/Lang (it)"));
  CHECK(has(bytes, "/GTS_PDFA1"));
  CHECK(has(bytes, "/ID ["));
  CHECK(has(given.said_by({"/usr/bin/pdftotext", "documento.pdf", "-"}, bytes), "Perché no"));
  // Every font is embedded: column "emb".
  std::string fonts = given.said_by({"/usr/bin/pdffonts", "documento.pdf"}, bytes);
  CHECK(has(fonts, " yes yes yes "));
  std::string structure =
      given.said_by({"/usr/bin/pdfinfo", "-struct-text", "documento.pdf"}, bytes);
  CHECK(has(structure, "H1 (block)\n        \"Città\"\n"));
  // Said once, for its paragraph, and not again for every box around it.
  CHECK(split(structure, '\n').size() > 5);
  CHECK(structure.find("Perché no") == structure.rfind("Perché no"));
}

TEST_CASE("given a sheet that reaches outside its files, nothing is printed") {
  Given given;
  db::testing::TempFolder folder;
  std::ofstream(folder.path() + "/segreto.txt") << "questo non deve uscire";
  const std::string secret = "file://" + folder.path() + "/segreto.txt";
  for (const std::string& head : std::vector<std::string>{
           "<link rel=\"attachment\" href=\"" + secret + "\">",

           "<link rel=\"attachment\" href=\"../../etc/passwd\">",

           std::string("<link rel=\"stylesheet\" href=\"http://127.0.0.1/a.css\">"),
           "<style>@import \"" + secret + "\";</style>",

           "<base href=\"file://" + folder.path() +
               "/\"><link rel=\"attachment\" href=\"segreto.txt\">",
           std::string("<link rel=\"attachment\" href=\"data:text/plain,a\">")}) {
    auto printed = given.printer->print({page(head, "<p>ciao</p>"), {}});
    CAPTURE(head);
    REQUIRE_FALSE(printed);
    CHECK(printed.error().code == ErrorCode::definition);
  }
  for (const std::string& body : {

           std::string("<object data=\"file:///etc/passwd\"></object>"),
           std::string("<img src=\"figura.svg\" alt=\"\">")}) {
    Sheet sheet{page("", body), {}};
    sheet.files["figura.svg"] =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" "
        "xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"9\" "
        "height=\"9\"><image xlink:href=\"" +
        secret + "\" width=\"9\" height=\"9\"/></svg>";
    auto printed = given.printer->print(sheet);
    CAPTURE(body);
    REQUIRE_FALSE(printed);
    CHECK(printed.error().code == ErrorCode::definition);
  }
}

TEST_CASE("given weasyprint without our fetcher, the fence alone keeps other files out") {
  Given given;
  if (!given.runner->fence().only_own_files) {
    MESSAGE("this kernel has no landlock: only the fetcher stands between");
    return;
  }
  db::testing::TempFolder folder;
  std::ofstream(folder.path() + "/segreto.txt") << "questo non deve uscire";
  runner::Job job;
  job.command = {"/usr/bin/python3", "-I", "/usr/bin/weasyprint", "a.html", "b.pdf"};
  job.limits.memory_bytes = 1LL << 30;
  job.files["a.html"] = page("<link rel=\"attachment\" href=\"file://" + folder.path() +
                                 "/segreto.txt\"><link rel=\"attachment\" href=\"own.txt\">",
                             "<p>ciao</p>");
  job.files["own.txt"] = "own";
  job.wanted = {"b.pdf"};
  auto outcome = given.runner->run(job);
  REQUIRE(outcome);
  REQUIRE_MESSAGE(outcome->files.contains("b.pdf"), outcome->err);
  CHECK(has(outcome->files["b.pdf"], "own.txt"));  // that way would have been open
  CHECK_FALSE(has(outcome->files["b.pdf"], "segreto.txt"));
}

TEST_CASE("given its own files, the sheet uses them") {
  Given given;
  Sheet sheet{page("<link rel=\"stylesheet\" href=\"documento.css\">", "<p>ciao</p>"), {}};
  sheet.files["documento.css"] = "p::after { content: \" dal foglio di stile\" }";
  CHECK(has(given.said_by({"/usr/bin/pdftotext", "documento.pdf", "-"}, given.print(sheet)),
            "ciao dal foglio di stile"));
}

TEST_CASE("failures of the program are told apart from failures of the sheet") {
  auto refusal = [](runner::Outcome outcome) {
    auto runner = runner::make_scripted_runner([&](const runner::Job&) { return outcome; });
    return pdf::make_weasyprint_printer(*runner)->print({"<p>", {}}).error();
  };
  using runner::Ending;
  CHECK(refusal({.ending = Ending::out_of_time}).code == ErrorCode::timeout);
  CHECK(refusal({.exit_code = 3}).code == ErrorCode::definition);
  CHECK(refusal({.exit_code = 0}).code == ErrorCode::outside_failed);
  CHECK(refusal({.exit_code = 0, .files = {{"documento.pdf", "no"}}}).code ==
        ErrorCode::outside_failed);
  // What Python quotes of the document stays out of the incident.
  Error error = refusal({.exit_code = 1,
                         .err = "Traceback (most recent call last):\n  File ...\n"
                                "ValueError: Anna Verdi\n"});
  CHECK(error.code == ErrorCode::outside_failed);
  CHECK(error.detail == "weasyprint: ValueError");
  Given given;
  CHECK(given.printer->print({std::string(3 << 20, ' '), {}}).error().code == ErrorCode::too_large);
}
