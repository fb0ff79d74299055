#include "platform/db/migrate.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "base/text.h"
#include "platform/crypto/sha256.h"
#include "platform/db/db.h"

namespace digipro::db {
namespace {

constexpr const char* create_migration_table =
    "CREATE TABLE IF NOT EXISTS migration("
    "module TEXT NOT NULL, number BIGINT NOT NULL, hash TEXT NOT NULL,"
    "PRIMARY KEY(module, number))";
constexpr Sql select_applied = "SELECT module, number, hash FROM migration";
constexpr Sql select_one = "SELECT hash FROM migration WHERE module = ? AND number = ?";
constexpr Sql insert_applied = "INSERT INTO migration(module, number, hash) VALUES(?, ?, ?)";
// Two nodes that open one schema at the same time take turns.
constexpr Sql postgres_turn =
    "SELECT pg_advisory_xact_lock(hashtext(current_schema() || '.migration'))::text";

using Applied = std::map<std::pair<std::string, int64_t>, std::string>;

std::string hash_of(const Migration& step) {
  std::string raw = crypto::sha256(step.script);
  return to_hex({reinterpret_cast<const uint8_t*>(raw.data()), raw.size()});
}

std::string name_of(std::string_view module, int64_t number) {
  return std::string(module) + " " + std::to_string(number);
}

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// Calls `word` for every maximal run of word characters outside quotes; comments are dropped, the
// rest is copied.
template <class Word>
std::string map_words(std::string_view script, Word&& word) {
  std::string out;
  for (size_t i = 0; i < script.size();) {
    char c = script[i];
    if (c == '\'' || c == '"') {
      size_t end = script.find(c, i + 1);
      end = end == std::string_view::npos ? script.size() : end + 1;
      out += script.substr(i, end - i);
      i = end;
    } else if (script.substr(i).starts_with("--")) {
      i = std::min(script.find('\n', i), script.size());  // a comment; it may hold an apostrophe
    } else if (is_word(c)) {
      size_t end = i;
      while (end < script.size() && is_word(script[end])) ++end;
      out += word(script.substr(i, end - i), script.substr(end));
      i = end;
    } else {
      out += c;
      ++i;
    }
  }
  return out;
}

Status run_step(Connection& writer, const Migration& step) {
  DIGIPRO_CHECK(writer.begin());
  auto done = [&]() -> Status {
    if (writer.engine() == Engine::postgres) {
      DIGIPRO_TRY(turn, writer.query(postgres_turn));
      (void)turn;
    }
    DIGIPRO_TRY(present, writer.query(select_one, step.module, step.number));
    if (!present.empty()) return {};
    DIGIPRO_CHECK(writer.run_script(script_for(writer.engine(), step.script)));
    return writer.exec(insert_applied, step.module, step.number, hash_of(step));
  }();
  if (!done) {
    writer.rollback();
    Error error = done.error();
    error.detail = "migration " + name_of(step.module, step.number) + ": " + error.detail;
    return refuse(std::move(error));
  }
  return writer.commit();
}

}  // namespace

std::string script_for(Engine engine, std::string_view script) {
  return map_words(script, [engine](std::string_view word, std::string_view rest) -> std::string {
    if (engine == Engine::postgres && word == "BLOB") return "BYTEA";
    if (engine == Engine::sqlite && word == "BIGINT" && rest.starts_with(" PRIMARY KEY"))
      return "INTEGER";
    return std::string(word);
  });
}

Status migrate(Connection& writer, std::span<const Migration> migrations) {
  DIGIPRO_CHECK(writer.run_script(create_migration_table));
  DIGIPRO_TRY(rows, writer.query(select_applied));
  Applied applied;
  for (const Row& row : rows) applied[{row.text(0), row.integer(1)}] = row.text(2);
  std::map<std::string, int64_t> known;  // module -> steps that the program knows
  std::vector<const Migration*> missing;
  for (const Migration& step : migrations) {
    if (step.number != ++known[step.module])
      return refuse(ErrorCode::configuration,
                    "migrations have gaps at " + name_of(step.module, step.number));
    auto found = applied.find({step.module, step.number});
    if (found == applied.end())
      missing.push_back(&step);
    else if (found->second != hash_of(step))
      return refuse(ErrorCode::integrity_broken,
                    "changed after release: migration " + name_of(step.module, step.number));
  }
  for (const auto& [step, hash] : applied) {
    auto module = known.find(step.first);
    if (module == known.end() || step.second > module->second)
      return refuse(ErrorCode::newer_store, "store knows " + name_of(step.first, step.second));
  }
  for (const Migration* step : missing) DIGIPRO_CHECK(run_step(writer, *step));
  return {};
}

}  // namespace digipro::db
