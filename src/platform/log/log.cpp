#include "platform/log/log.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>

#include "base/text.h"
#include "format/json.h"

namespace digipro::log {
namespace {

constexpr std::array<std::string_view, 5> secret_keys = {"password", "token", "cookie",
                                                         "authorization", "secret"};
constexpr size_t text_bytes_max = 2'000;

bool is_secret(std::string_view key) {
  for (std::string_view secret : secret_keys)
    if (key.find(secret) != std::string_view::npos) return true;
  return false;
}

class FileLog final : public Log {
 public:
  FileLog(const Clock& clock, Level level, int file) : Log(clock, level), file_(file) {}
  ~FileLog() override {
    if (file_ > 2) ::close(file_);
  }

 private:
  // One write() of the whole line: lines of several threads never mix.
  void put(const std::string& line) override {
    std::string whole = line + "\n";
    ssize_t written = ::write(file_, whole.data(), whole.size());
    (void)written;  // a full disk must not stop the program for its log
  }
  int file_;
};

}  // namespace

std::string_view name_of(Level level) {
  constexpr std::array<std::string_view, 4> names = {"debug", "info", "warning", "error"};
  return names[static_cast<size_t>(level)];
}

bool parse_level(std::string_view name, Level& level) {
  for (Level one : {Level::debug, Level::info, Level::warning, Level::error})
    if (name_of(one) == name) {
      level = one;
      return true;
    }
  return false;
}

void Log::write(Level level, std::string_view event, Pairs pairs) {
  if (level < level_) return;
  json::Value line = json::Value::object();
  line.set("at", to_rfc3339(clock_.now()));
  line.set("level", name_of(level));
  line.set("event", event);
  for (const auto& [key, value] : pairs) {
    if (is_secret(key)) {
      line.set(std::string(key), "***");
    } else if (const int64_t* number = std::get_if<int64_t>(&value.data)) {
      line.set(std::string(key), *number);
    } else {
      const std::string& text = std::get<std::string>(value.data);
      bool fine = is_valid_utf8(text);
      line.set(std::string(key), fine ? text.substr(0, text_bytes_max) : "(not UTF-8)");
    }
  }
  put(json::dump(line));
}

std::unique_ptr<Log> make_log(const Clock& clock, Level level, const std::string& path) {
  int file = STDERR_FILENO;
  if (!path.empty()) file = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) file = STDERR_FILENO;
  return std::make_unique<FileLog>(clock, level, file);
}

std::vector<std::string> MemoryLog::lines() const {
  std::lock_guard lock(mutex_);
  return lines_;
}

void MemoryLog::put(const std::string& line) {
  std::lock_guard lock(mutex_);
  lines_.push_back(line);
}

}  // namespace digipro::log
