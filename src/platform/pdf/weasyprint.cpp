#include "base/text.h"
#include "platform/pdf/pdf.h"
#include "platform/pdf/program.h"

namespace digipro::pdf {
namespace {

constexpr size_t html_bytes_max = 2 << 20;
constexpr int64_t pdf_bytes_max = 16 << 20;
constexpr int exit_not_its_own_file = 3;
constexpr const char* made_name = "documento.pdf";

// Of a Python error the name of its kind: the rest may quote the document.
std::string kind_of_failure(const std::string& err) {
  std::string kind;
  for (const std::string& line : split(err, '\n'))
    if (!line.empty() && line[0] != ' ') kind = line.substr(0, line.find(':'));
  return kind.substr(0, 60);
}

class WeasyprintPrinter final : public Printer {
 public:
  explicit WeasyprintPrinter(runner::Runner& runner) : runner_(runner) {}

  Result<std::string> print(const Sheet& sheet) override {
    if (sheet.html.size() > html_bytes_max) return refuse(ErrorCode::too_large, "pdf: HTML");
    runner::Job job;
    // Debian's own Python, whatever else the PATH has; isolated from variables and user packages.
    job.command = {"/usr/bin/python3", "-I", "print.py"};
    job.files = sheet.files;
    job.files["documento.html"] = sheet.html;
    job.files["print.py"] = print_program;
    job.wanted = {made_name};
    job.limits.memory_bytes = 1LL << 30;  // of addresses; it uses some 70 MB
    job.limits.wall_seconds = 40;         // an outbox job ends within 60
    job.limits.file_bytes = pdf_bytes_max;
    DIGIPRO_TRY(outcome, runner_.run(job));
    if (outcome.ending == runner::Ending::out_of_time ||
        outcome.ending == runner::Ending::out_of_cpu)
      return refuse(ErrorCode::timeout, "weasyprint");
    if (outcome.ending == runner::Ending::exited && outcome.exit_code == exit_not_its_own_file)
      return refuse(ErrorCode::definition, "pdf: the sheet asks for a file that is not its own");
    auto made = outcome.files.find(made_name);
    if (!outcome.is_success() || made == outcome.files.end() ||
        !made->second.starts_with("%PDF-1.7"))
      return refuse(ErrorCode::outside_failed, "weasyprint: " + kind_of_failure(outcome.err));
    return std::move(made->second);
  }

 private:
  runner::Runner& runner_;
};

class ScriptedPrinter final : public Printer {
 public:
  explicit ScriptedPrinter(std::function<Result<std::string>(const Sheet&)> print)
      : print_(std::move(print)) {}
  Result<std::string> print(const Sheet& sheet) override { return print_(sheet); }

 private:
  std::function<Result<std::string>(const Sheet&)> print_;
};

}  // namespace

std::unique_ptr<Printer> make_weasyprint_printer(runner::Runner& runner) {
  return std::make_unique<WeasyprintPrinter>(runner);
}

std::unique_ptr<Printer> make_scripted_printer(
    std::function<Result<std::string>(const Sheet&)> print) {
  return std::make_unique<ScriptedPrinter>(std::move(print));
}

}  // namespace digipro::pdf
