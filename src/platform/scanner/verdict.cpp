#include "platform/scanner/scanner.h"

namespace digipro::scanner {
namespace {

// For the log: a peer's words, without what could pass for a line of ours.
std::string printable(std::string_view text) {
  constexpr size_t bytes_max = 100;
  std::string out(text.substr(0, bytes_max));
  for (char& c : out)
    if (c < ' ' || c > '~') c = '?';
  return out;
}

}  // namespace

// clamd(8), INSTREAM: "stream: OK", "stream: Win.Test.EICAR_HDB-1 FOUND", "... ERROR". Whatever is
// not exactly the first lets nothing through.
Status verdict_of(std::string_view answer) {
  constexpr std::string_view subject = "stream: ", found = " FOUND";
  while (answer.ends_with('\0') || answer.ends_with('\n')) answer.remove_suffix(1);
  if (answer == "stream: OK") return {};
  if (answer.starts_with(subject) && answer.ends_with(found) &&
      answer.size() > subject.size() + found.size()) {
    answer.remove_prefix(subject.size());
    answer.remove_suffix(found.size());
    return refuse(ErrorCode::virus_found, printable(answer));
  }
  return refuse(ErrorCode::outside_failed,
                answer.empty() ? "clamd: no answer" : "clamd: " + printable(answer));
}

}  // namespace digipro::scanner
