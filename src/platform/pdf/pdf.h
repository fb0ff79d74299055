// Prints HTML to PDF/A-3b (ISO 19005-3), tagged, by WeasyPrint inside the runner's fence. What is
// printed holds words of strangers, so nothing is fetched but the sheet's own files: neither from
// the net nor from the disk, not even an attachment's link. Thread-safe; print() blocks for about a
// second. A process for each document: a town prints a few an hour, and one that lived on would
// carry what one stranger made of it to the next stranger's letter.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/result.h"
#include "platform/runner/runner.h"

namespace digipro::pdf {

struct Sheet {
  std::string html;  // with <html lang> and <title>: they become the document's
  // Styles, fonts and pictures by the plain names that the HTML uses: "documento.css".
  std::map<std::string, std::string> files;
};

class Printer {
 public:
  virtual ~Printer() = default;
  // The PDF's bytes. Refuses with definition when the sheet asks for what is not among its files,
  // too_large, timeout, outside_failed when the program fails, else as Runner::run.
  virtual Result<std::string> print(const Sheet& sheet) = 0;
};

// `runner` outlives it.
std::unique_ptr<Printer> make_weasyprint_printer(runner::Runner& runner);

// In memory: hands each sheet to a function.
std::unique_ptr<Printer> make_scripted_printer(
    std::function<Result<std::string>(const Sheet&)> print);

}  // namespace digipro::pdf
