// The log: one JSON line per event, for machines and for the one who reads at night. A Log is
// passed by reference to those who write; thread-safe. Never logged: names, addresses, codici
// fiscali, e-mail, tokens, passwords, bodies, query strings. Ids, codes, counts and our own words
// are fine. Keys that would break this ("password", "token", "cookie", "authorization") come out
// as "***" whatever is passed.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/instant.h"

namespace digipro::log {

enum class Level { debug, info, warning, error };
std::string_view name_of(Level level);
bool parse_level(std::string_view name, Level& level);

struct Value {
  Value(std::string text) : data(std::move(text)) {}
  Value(std::string_view text) : data(std::string(text)) {}
  Value(const char* text) : data(std::string(text)) {}
  Value(int64_t number) : data(number) {}
  Value(int number) : data(int64_t{number}) {}
  Value(size_t number) : data(static_cast<int64_t>(number)) {}
  std::variant<std::string, int64_t> data;
};
using Pairs = std::initializer_list<std::pair<std::string_view, Value>>;

class Log {
 public:
  Log(const Clock& clock, Level level) : clock_(clock), level_(level) {}
  virtual ~Log() = default;
  // `event` is thing.what_happened: "server.started".
  void debug(std::string_view event, Pairs pairs = {}) { write(Level::debug, event, pairs); }
  void info(std::string_view event, Pairs pairs = {}) { write(Level::info, event, pairs); }
  void warning(std::string_view event, Pairs pairs = {}) { write(Level::warning, event, pairs); }
  void error(std::string_view event, Pairs pairs = {}) { write(Level::error, event, pairs); }

 private:
  void write(Level level, std::string_view event, Pairs pairs);
  virtual void put(const std::string& line) = 0;  // without line break; thread-safe
  const Clock& clock_;
  Level level_;
};

// Appends to a file (created 0600), or to standard error when `path` is empty.
std::unique_ptr<Log> make_log(const Clock& clock, Level level, const std::string& path);

class MemoryLog final : public Log {
 public:
  explicit MemoryLog(const Clock& clock) : Log(clock, Level::debug) {}
  std::vector<std::string> lines() const;

 private:
  void put(const std::string& line) override;
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

}  // namespace digipro::log
