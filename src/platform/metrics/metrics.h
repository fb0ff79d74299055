// Figures for the one who watches the program, in Prometheus' text format 0.0.4. A Registry is
// passed by reference to those who count; there is no global one. Thread-safe: counting is one
// atomic addition, naming a series takes a lock once. What is counted lives as long as the
// registry. Names end with their unit (`_seconds`, `_bytes`) and counters with `_total`. Labels are
// codes of ours ("route", "outcome"), never a person, an address or what somebody typed.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace digipro::metrics {

constexpr size_t series_max = 2000;  // beyond: counted in one that is not shown

class Counter {
 public:
  void add(int64_t more = 1) { value_.fetch_add(more, std::memory_order_relaxed); }
  // For figures that something else counts: what it says now.
  void set(int64_t total) { value_.store(total, std::memory_order_relaxed); }
  int64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<int64_t> value_{0};
};

class Gauge {
 public:
  void set(double value) { value_.store(value, std::memory_order_relaxed); }
  void add(double more) { value_.fetch_add(more, std::memory_order_relaxed); }
  double value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<double> value_{0};
};

class Histogram {
 public:
  explicit Histogram(std::vector<double> upper_bounds);  // ascending; the last one is +Inf, implied
  void observe(double value);
  const std::vector<double>& upper_bounds() const { return bounds_; }
  std::vector<int64_t> counts() const;  // one per bound, and one beyond; not cumulative
  double sum() const { return sum_.load(std::memory_order_relaxed); }

 private:
  std::vector<double> bounds_;
  std::unique_ptr<std::atomic<int64_t>[]> counts_;
  std::atomic<double> sum_{0};
};

// 1 ms to 10 s.
std::vector<double> usual_seconds();

using Labels = std::vector<std::pair<std::string, std::string>>;

class Registry {
 public:
  Registry();
  ~Registry();
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  // The series of this name and these labels, made at the first call. Asserts that the name is a
  // name and always of the same kind.
  Counter& counter(std::string_view name, std::string_view help, const Labels& labels = {});
  Gauge& gauge(std::string_view name, std::string_view help, const Labels& labels = {});
  Histogram& histogram(std::string_view name, std::string_view help, const Labels& labels = {},
                       const std::vector<double>& upper_bounds = usual_seconds());
  // Called before each text(), by the thread that reads: to set what is only known by asking.
  // It may name series. It stays as long as the registry.
  void before_text(std::function<void()> ask);
  std::string text() const;

 private:
  struct Family;
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

constexpr const char* content_type = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace digipro::metrics
