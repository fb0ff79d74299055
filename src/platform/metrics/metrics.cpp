#include "platform/metrics/metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <variant>

#include "base/assert.h"

namespace digipro::metrics {
namespace {

bool is_name(std::string_view name) {
  return !name.empty() && name[0] >= 'a' && name[0] <= 'z' &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
         });
}

std::string escaped(std::string_view text, bool is_label) {
  std::string out;
  for (char c : text) {
    if (c == '\\')
      out += "\\\\";
    else if (c == '\n')
      out += "\\n";
    else if (c == '"' && is_label)
      out += "\\\"";
    else
      out += c;
  }
  return out;
}

std::string label_text(const Labels& labels) {
  std::string text;
  for (const auto& [name, value] : labels) {
    DIGIPRO_ASSERT(is_name(name) && name != "le", "a label's name");
    text += (text.empty() ? "" : ",") + name + "=\"" + escaped(value, true) + "\"";
  }
  return text;
}

// The shortest text that gives the same number again, as Go and Prometheus write it.
std::string number(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  return fmt::format("{}", value);
}

void append_line(std::string& out, std::string_view name, std::string_view labels,
                 const std::string& value) {
  out.append(name);
  if (!labels.empty()) out.append("{").append(labels).append("}");
  out.append(" ").append(value).append("\n");
}

void append_histogram(std::string& out, const std::string& name, const std::string& labels,
                      const Histogram& histogram) {
  std::string before = labels.empty() ? "" : labels + ",";
  std::vector<int64_t> counts = histogram.counts();
  int64_t total = 0;
  for (size_t i = 0; i < counts.size(); ++i) {
    total += counts[i];
    bool is_last = i + 1 == counts.size();
    std::string bound = is_last ? "+Inf" : number(histogram.upper_bounds()[i]);
    append_line(out, name + "_bucket", before + "le=\"" + bound + "\"", std::to_string(total));
  }
  append_line(out, name + "_sum", labels, number(histogram.sum()));
  append_line(out, name + "_count", labels, std::to_string(total));
}

}  // namespace

Histogram::Histogram(std::vector<double> upper_bounds) : bounds_(std::move(upper_bounds)) {
  DIGIPRO_ASSERT(std::is_sorted(bounds_.begin(), bounds_.end()), "bounds ascend");
  counts_ = std::make_unique<std::atomic<int64_t>[]>(bounds_.size() + 1);
}

void Histogram::observe(double value) {
  // A bound belongs to its bucket (le: less or equal).
  auto bucket = std::lower_bound(bounds_.begin(), bounds_.end(), value) - bounds_.begin();
  counts_[static_cast<size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
  sum_.fetch_add(value, std::memory_order_relaxed);
}

std::vector<int64_t> Histogram::counts() const {
  std::vector<int64_t> counts;
  for (size_t i = 0; i <= bounds_.size(); ++i)
    counts.push_back(counts_[i].load(std::memory_order_relaxed));
  return counts;
}

std::vector<double> usual_seconds() {
  return {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
}

using Series =
    std::variant<std::unique_ptr<Counter>, std::unique_ptr<Gauge>, std::unique_ptr<Histogram>>;

struct Registry::Family {
  std::string help;
  size_t kind = 0;                         // index in Series
  std::map<std::string, Series> by_label;  // by the text between the braces
};

struct Registry::Inside {
  mutable std::mutex mutex;
  std::map<std::string, Family, std::less<>> families;
  std::vector<std::unique_ptr<Series>> overflow;  // one of each kind and shape, not shown
  size_t count = 0;
  std::vector<std::function<void()>> before_text;

  template <class Kind, class Make>
  Kind& series(std::string_view name, std::string_view help, const Labels& labels, Make make) {
    using Owner = std::unique_ptr<Kind>;
    DIGIPRO_ASSERT(is_name(name), "a metric's name");
    std::string label = label_text(labels);
    std::lock_guard lock(mutex);
    Series fresh = Owner();
    auto [family, is_new] = families.try_emplace(std::string(name));
    if (is_new) family->second = {std::string(help), fresh.index(), {}};
    DIGIPRO_ASSERT(family->second.kind == fresh.index(), "a metric is always of the same kind");
    auto found = family->second.by_label.find(label);
    if (found != family->second.by_label.end()) return *std::get<Owner>(found->second);
    if (count >= series_max) return hidden<Kind>(make);
    ++count;
    auto& made = family->second.by_label.emplace(label, Series(make())).first->second;
    return *std::get<Owner>(made);
  }

  template <class Kind, class Make>
  Kind& hidden(Make make) {
    using Owner = std::unique_ptr<Kind>;
    for (const auto& one : overflow)
      if (std::holds_alternative<Owner>(*one)) return *std::get<Owner>(*one);
    overflow.push_back(std::make_unique<Series>(make()));
    return *std::get<Owner>(*overflow.back());
  }
};

Registry::Registry() : inside_(std::make_unique<Inside>()) {}
Registry::~Registry() = default;

Counter& Registry::counter(std::string_view name, std::string_view help, const Labels& labels) {
  return inside_->series<Counter>(name, help, labels, [] { return std::make_unique<Counter>(); });
}

Gauge& Registry::gauge(std::string_view name, std::string_view help, const Labels& labels) {
  return inside_->series<Gauge>(name, help, labels, [] { return std::make_unique<Gauge>(); });
}

Histogram& Registry::histogram(std::string_view name, std::string_view help, const Labels& labels,
                               const std::vector<double>& upper_bounds) {
  return inside_->series<Histogram>(name, help, labels,
                                    [&] { return std::make_unique<Histogram>(upper_bounds); });
}

void Registry::before_text(std::function<void()> ask) {
  std::lock_guard lock(inside_->mutex);
  inside_->before_text.push_back(std::move(ask));
}

std::string Registry::text() const {
  std::vector<std::function<void()>> asks;
  {
    std::lock_guard lock(inside_->mutex);
    asks = inside_->before_text;
  }
  for (const auto& ask : asks) ask();
  constexpr const char* types[] = {"counter", "gauge", "histogram"};
  std::lock_guard lock(inside_->mutex);
  std::string out;
  for (const auto& [name, family] : inside_->families) {
    out += "# HELP " + name + " " + escaped(family.help, false) + "\n";
    out += "# TYPE " + name + " " + types[family.kind] + "\n";
    for (const auto& [labels, series] : family.by_label) {
      if (const auto* counter = std::get_if<std::unique_ptr<Counter>>(&series))
        append_line(out, name, labels, std::to_string((*counter)->value()));
      else if (const auto* gauge = std::get_if<std::unique_ptr<Gauge>>(&series))
        append_line(out, name, labels, number((*gauge)->value()));
      else
        append_histogram(out, name, labels, *std::get<std::unique_ptr<Histogram>>(series));
    }
  }
  return out;
}

}  // namespace digipro::metrics
