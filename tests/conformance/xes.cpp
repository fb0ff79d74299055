// Event logs in XES with the figures that an independent reading of them gave (expected.json:
// {"LOG": {"FIGURE": value}}): every figure of every log is a case and must come out exactly. An
// object under a name that is no figure counts the values of the cases' attribute of that name.
#include <zlib.h>

#include <algorithm>
#include <cmath>

#include "format/json.h"
#include "process/mining/figures.h"
#include "process/mining/xes.h"
#include "suite.h"

namespace digipro::conformance {
namespace {

using mining::Counts;
using mining::Figures;

constexpr size_t piece_bytes = 64 * 1024;

Result<Figures> measure(const std::filesystem::path& path) {
  mining::Measure measure;
  mining::XesReader reader([&](mining::Case read) -> Status {
    measure.add(read);
    return {};
  });
  std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose);
  if (!file) return refuse(ErrorCode::not_found, "no file " + path.filename().string());
  std::string piece(piece_bytes, '\0');
  int count;
  while ((count = gzread(file.get(), piece.data(), piece_bytes)) > 0)
    DIGIPRO_CHECK(reader.feed(std::string_view(piece).substr(0, static_cast<size_t>(count))));
  if (count < 0) return refuse(ErrorCode::malformed, "not compressed as it says");
  DIGIPRO_CHECK(reader.finish());
  return measure.figures();
}

int64_t size_of(const auto& items) {
  return static_cast<int64_t>(items.size());
}

json::Value object_of(const Counts& counts) {
  json::Value object = json::Value::object();
  for (const auto& [name, count] : counts) object.set(name, count);
  return object;
}

json::Value attribute_counts(const Figures& figures) {
  json::Value object = json::Value::object();
  for (const auto& [name, values] : figures.attributes) {
    int64_t cases = 0;
    for (const auto& [value, count] : values) cases += count;
    object.set(name, cases);
  }
  return object;
}

json::Value duration(const Figures& figures) {
  if (figures.timed_cases == 0) return nullptr;
  return json::Value::object({{"mean", figures.duration.mean / 1e6},
                              {"median", figures.duration.median / 1e6},
                              {"max", static_cast<double>(figures.duration.max) / 1e6}});
}

int64_t sum_of(const auto& counts) {
  int64_t sum = 0;
  for (const auto& [key, count] : counts) sum += count;
  return sum;
}

struct Named {
  std::string_view name;
  json::Value (*of)(const Figures&);
};
constexpr Named named[] = {
    {"cases", [](auto& f) -> json::Value { return f.cases; }},
    {"events", [](auto& f) -> json::Value { return f.events; }},
    {"empty_traces", [](auto& f) -> json::Value { return f.empty_cases; }},
    {"activities", [](auto& f) -> json::Value { return size_of(f.activities); }},
    {"activity_counts", [](auto& f) { return object_of(f.activities); }},
    {"resources", [](auto& f) -> json::Value { return size_of(f.resources); }},
    {"start_activities", [](auto& f) { return object_of(f.first_activities); }},
    {"end_activities", [](auto& f) { return object_of(f.last_activities); }},
    {"variants", [](auto& f) -> json::Value { return size_of(f.variants); }},
    {"top_variant_cases",
     [](auto& f) -> json::Value { return f.variants.empty() ? 0 : f.variants.front().cases; }},
    {"cases_with_repeated_activity", [](auto& f) -> json::Value { return f.cases_with_rework; }},
    {"direct_self_loops", [](auto& f) -> json::Value { return f.self_loops; }},
    {"resource_changes_between_consecutive_events",
     [](auto& f) -> json::Value { return f.handovers; }},
    {"case_duration_s", duration},
    {"dfg_edges", [](auto& f) -> json::Value { return size_of(f.follows); }},
    {"dfg_total", [](auto& f) -> json::Value { return sum_of(f.follows); }},
    {"cases_with_deadline", [](auto& f) -> json::Value { return f.cases_with_deadline; }},
    {"cases_last_event_after_deadline", [](auto& f) -> json::Value { return f.cases_late; }},
    {"trace_attributes", attribute_counts},
};

// [first, second, count], the most frequent ones; any order among equally frequent ones is right.
json::Value top_follows(const Figures& figures, const json::Value& expected) {
  std::vector<std::pair<int64_t, std::pair<std::string, std::string>>> sorted;
  for (const auto& [pair, count] : figures.follows) sorted.push_back({count, pair});
  auto place = [&](const auto& row) {
    const auto& items = expected.items();
    auto found = std::ranges::find_if(items, [&](const json::Value& item) {
      return item.items().size() == 3 && item.items()[0].text() == row.second.first &&
             item.items()[1].text() == row.second.second;
    });
    return found - items.begin();
  };
  std::ranges::sort(sorted, [&](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : place(a) < place(b);
  });
  sorted.resize(std::min(sorted.size(), expected.items().size()));
  json::Value top = json::Value::array();
  for (const auto& [count, pair] : sorted)
    top.push(json::Value::array({pair.first, pair.second, count}));
  return top;
}

json::Value figure(const Figures& figures, const std::string& name, const json::Value& expected) {
  if (name.starts_with("dfg_top")) return top_follows(figures, expected);
  auto found = std::ranges::find(named, std::string_view(name), &Named::name);
  if (found != std::end(named)) return found->of(figures);
  auto attribute = figures.attributes.find(name);
  return attribute == figures.attributes.end() ? json::Value("no such figure")
                                               : object_of(attribute->second);
}

// The suite's seconds have three decimals: ours, which are exact, must round to them, either way
// when they lie in the middle (2868.5835 s is 2868.583 there).
constexpr double half_unit_seconds = 0.0005 + 1e-9;

bool agree(const json::Value& expected, const json::Value& actual) {
  if (expected.as_double() && actual.as_double())
    return std::abs(*expected.as_double() - *actual.as_double()) <= half_unit_seconds;
  if (!expected.as_object() || !actual.as_object()) return expected == actual;
  return std::ranges::equal(expected.members(), actual.members(), [](auto& a, auto& b) {
    return a.first == b.first && agree(a.second, b.second);
  });
}

std::string shortened(const json::Value& value) {
  std::string text = json::dump(value);
  constexpr size_t characters_max = 200;
  return text.size() <= characters_max ? text : text.substr(0, characters_max) + "...";
}

void check_log(const std::filesystem::path& path, const json::Value& expected, Report& report) {
  const std::string log = path.filename().string();
  auto figures = measure(path);
  if (!figures) {
    report.failures.push_back({log, figures.error().detail});
    return;
  }
  for (const auto& [name, value] : expected.members()) {
    json::Value actual = figure(*figures, name, value);
    if (agree(value, actual)) {
      ++report.passed;
    } else {
      report.failures.push_back(
          {log + " " + name, "expected " + shortened(value) + ", is " + shortened(actual)});
    }
  }
}

}  // namespace

Report run_xes(const std::filesystem::path& folder) {
  Report report;
  auto expected = json::parse(read_file(folder / "expected.json"));
  if (!expected) {
    report.failures.push_back({"expected.json", expected.error().detail});
    return report;
  }
  for (const auto& [log, figures] : expected->members()) check_log(folder / log, figures, report);
  for (std::string_view ending : {".xes", ".xes.gz"})
    for (const auto& path : files_below(folder, ending))
      if ((*expected)[path.filename().string()].is_null()) ++report.left_out["no expected figures"];
  return report;
}

}  // namespace digipro::conformance
