// PostgreSQL 15 behind db::Connection, by libpq in pipeline mode: exec() only queues, query() and
// commit() send the queue and read all results, so a batch of writes costs one round trip. Each
// statement is parsed once per connection.
#include <libpq-fe.h>

#include <optional>
#include <unordered_map>

#include "base/assert.h"
#include "platform/db/db.h"
#include "platform/db/postgres_values.h"

namespace digipro::db {
namespace {

constexpr size_t queued_max = 20'000;
constexpr Sql begin_sql = "BEGIN";
constexpr Sql begin_read_sql = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
constexpr Sql commit_sql = "COMMIT";
constexpr Sql rollback_sql = "ROLLBACK";

struct Statement {
  std::string_view text;
  std::string name, numbered;
  int parameters = 0;
  bool is_write = false;
  bool is_parsed = false;  // sent to the server, and not refused since
};

// What the server will answer next.
struct Awaited {
  enum class Kind { parse, run, sync };
  Kind kind;
  Statement* statement;
};

class PostgresConnection final : public Connection {
 public:
  explicit PostgresConnection(PGconn* handle) : handle_(handle) {}
  ~PostgresConnection() override { PQfinish(handle_); }

  Engine engine() const override { return Engine::postgres; }

  Status exec(Sql sql, std::span<const Value> arguments) override {
    DIGIPRO_CHECK(send(sql, arguments));
    if (open_ && awaited_.size() < queued_max) return {};
    return flush();
  }

  Result<Rows> query(Sql sql, std::span<const Value> arguments, size_t rows_max) override {
    DIGIPRO_TRY(result, fetch(sql, arguments));
    Rows rows;
    int count = PQntuples(result.get());
    if (static_cast<size_t>(count) > rows_max) return refuse(ErrorCode::limit_exceeded, "rows");
    rows.reserve(static_cast<size_t>(count));
    ResultRow row(result.get());
    for (int i = 0; i < count; ++i) {
      row.at(i);
      rows.push_back(row.row());
    }
    return rows;
  }

  Status each(Sql sql, std::span<const Value> arguments,
              const std::function<Status(const RowView&)>& visit) override {
    DIGIPRO_TRY(result, fetch(sql, arguments));
    ResultRow row(result.get());
    for (int i = 0; i < PQntuples(result.get()); ++i) {
      row.at(i);
      DIGIPRO_CHECK(visit(row));
    }
    return {};
  }

  Status flush() override {
    if (!awaited_.empty()) sync_and_read();
    if (failure_ && !open_) return refuse(std::exchange(failure_, {}).value());
    return failure_ ? Status(refuse(*failure_)) : Status();
  }

  Status begin() override {
    DIGIPRO_ASSERT(!open_, "begin() stands outside a transaction");
    DIGIPRO_CHECK(send(begin_sql, {}));
    open_ = true;
    return {};
  }

  Status commit() override {
    if (!failure_) (void)send(commit_sql, {});
    sync_and_read();
    if (!failure_) {
      open_ = false;
      return {};
    }
    Error reason = *failure_;
    rollback();
    return refuse(std::move(reason));
  }

  Status rollback() override {
    if (!awaited_.empty()) sync_and_read();  // what was queued before is of no interest any more
    failure_.reset();
    if (is_usable() && PQtransactionStatus(handle_) != PQTRANS_IDLE) {
      (void)send(rollback_sql, {});
      sync_and_read();
    }
    open_ = false;
    wants_snapshot_ = false;
    return flush();
  }

  bool in_transaction() const override { return open_; }
  bool is_doomed() const override { return failure_.has_value(); }
  bool is_usable() const override { return PQstatus(handle_) == CONNECTION_OK; }

  // The snapshot is taken by the first query, in the same round trip.
  Status begin_read() override {
    wants_snapshot_ = true;
    return is_usable() ? Status() : Status(refuse(ErrorCode::storage_failed, "connection lost"));
  }

  // Sends the end and does not wait for the answer: the next query reads it.
  Status end_read() override {
    wants_snapshot_ = false;
    if (!open_) return {};
    if (failure_) return rollback();
    open_ = false;
    DIGIPRO_CHECK(send(commit_sql, {}));
    if (PQpipelineSync(handle_) != 1) return lost();
    awaited_.push_back({Awaited::Kind::sync, nullptr});
    return {};
  }

  // Several statements at once need the simple protocol.
  Status run_script(std::string_view statements) override {
    DIGIPRO_CHECK(flush());
    if (PQexitPipelineMode(handle_) != 1) return lost();
    statements_sent_ += 1;
    writes_sent_ += 1;
    ResultPtr result(PQexec(handle_, std::string(statements).c_str()));
    ExecStatusType status = PQresultStatus(result.get());
    bool is_done = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    if (!is_done) note_failure(result.get(), statements.substr(0, 60));
    if (PQenterPipelineMode(handle_) != 1) return lost();
    return flush();
  }

  int64_t statements_sent() const override { return statements_sent_; }
  int64_t writes_sent() const override { return writes_sent_; }

 private:
  Status lost() {
    failure_ = fail(ErrorCode::storage_failed,
                    std::string("PostgreSQL: connection lost: ") + PQerrorMessage(handle_));
    return refuse(*failure_);
  }

  void note_failure(const PGresult* result, std::string_view text) {
    if (!failure_) failure_ = error_of(result, handle_, text);
  }

  Statement& statement(Sql sql) {
    Statement& found = statements_[sql.text];
    if (!found.name.empty()) {
      DIGIPRO_ASSERT(found.text == sql.text, "a statement's text has static storage");
      return found;
    }
    texts_.push_back(std::make_unique<std::string>(sql.text));
    found.text = *texts_.back();
    found.name = "s" + std::to_string(statements_.size());
    found.numbered = numbered_placeholders(found.text, found.parameters);
    found.is_write = !is_reading(found.text);
    return found;
  }

  Status send(Sql sql, std::span<const Value> values) {
    if (failure_) return refuse(*failure_);
    if (wants_snapshot_ && !open_) {
      wants_snapshot_ = false;
      open_ = true;
      DIGIPRO_CHECK(send(begin_read_sql, {}));
    }
    Statement& target = statement(sql);
    DIGIPRO_ASSERT(
        target.parameters == static_cast<int>(values.size()) && values.size() <= arguments_max,
        "a statement gets one argument for each ?");
    Arguments arguments;
    if (Status set = arguments.set(values); !set) {
      if (open_) failure_ = set.error();
      return set;
    }
    if (!target.is_parsed) {
      if (PQsendPrepare(handle_, target.name.c_str(), target.numbered.c_str(), target.parameters,
                        arguments.types.data()) != 1)
        return lost();
      awaited_.push_back({Awaited::Kind::parse, &target});
      target.is_parsed = true;
    }
    if (PQsendQueryPrepared(handle_, target.name.c_str(), target.parameters,
                            arguments.values.data(), arguments.lengths.data(),
                            arguments.formats.data(), 0) != 1)
      return lost();
    awaited_.push_back({Awaited::Kind::run, &target});
    statements_sent_ += 1;
    writes_sent_ += target.is_write ? 1 : 0;
    return {};
  }

  Result<ResultPtr> fetch(Sql sql, std::span<const Value> arguments) {
    DIGIPRO_CHECK(send(sql, arguments));
    ResultPtr last = sync_and_read();
    DIGIPRO_CHECK(flush());
    return last;
  }

  // Reads the answers to everything queued; the result of the last statement, null on a failure.
  ResultPtr sync_and_read() {
    if (PQpipelineSync(handle_) != 1) {
      awaited_.clear();
      (void)lost();
      return nullptr;
    }
    awaited_.push_back({Awaited::Kind::sync, nullptr});
    ResultPtr last;
    for (const Awaited& awaited : awaited_) {
      ResultPtr result(PQgetResult(handle_));
      if (!result || PQstatus(handle_) == CONNECTION_BAD) {
        (void)lost();
        break;
      }
      ExecStatusType status = PQresultStatus(result.get());
      if (awaited.kind == Awaited::Kind::sync) continue;
      PQgetResult(handle_);  // the null that ends a statement's results
      bool is_done = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
      if (!is_done) {
        if (awaited.kind == Awaited::Kind::parse) awaited.statement->is_parsed = false;
        note_failure(result.get(), awaited.statement->text.substr(0, 60));
        last.reset();
      } else if (awaited.kind == Awaited::Kind::run) {
        last = std::move(result);
      }
    }
    awaited_.clear();
    return last;
  }

  PGconn* handle_;
  std::unordered_map<const char*, Statement> statements_;  // nodes never move
  std::vector<std::unique_ptr<std::string>> texts_;
  std::vector<Awaited> awaited_;
  std::optional<Error> failure_;  // the first since begin()
  bool open_ = false;
  bool wants_snapshot_ = false;
  int64_t statements_sent_ = 0, writes_sent_ = 0;
};

class PostgresDatabase final : public Database {
 public:
  PostgresDatabase(std::string conninfo, std::string schema)
      : conninfo_(std::move(conninfo)), schema_(std::move(schema)) {}
  Engine engine() const override { return Engine::postgres; }
  std::string describe() const override { return "postgres schema " + schema_; }

  Result<std::unique_ptr<Connection>> open_writer() override {
    return open("CREATE SCHEMA IF NOT EXISTS " + quoted_name(schema_) + ";");
  }
  Result<std::unique_ptr<Connection>> open_reader() override {
    return open("SET default_transaction_read_only = on;");
  }

 private:
  Result<std::unique_ptr<Connection>> open(const std::string& script) {
    PGconn* handle = PQconnectdb(conninfo_.c_str());
    auto connection = std::make_unique<PostgresConnection>(handle);
    if (PQstatus(handle) != CONNECTION_OK)
      return refuse(ErrorCode::storage_failed, describe() + ": " + PQerrorMessage(handle));
    PQsetNoticeProcessor(handle, [](void*, const char*) {}, nullptr);
    if (PQenterPipelineMode(handle) != 1)
      return refuse(ErrorCode::storage_failed, describe() + ": no pipeline mode");
    // synchronous_commit: whatever the server's default, an acknowledged commit is on disk.
    DIGIPRO_CHECK(connection->run_script(script + "SET search_path = " + quoted_name(schema_) +
                                         ";SET synchronous_commit = on; SET jit = off;"
                                         "SET client_encoding = 'UTF8'; SET lock_timeout = '10s'"));
    return connection;
  }

  std::string conninfo_, schema_;
};

}  // namespace

std::unique_ptr<Database> postgres_database(std::string conninfo, std::string schema) {
  return std::make_unique<PostgresDatabase>(std::move(conninfo), std::move(schema));
}

}  // namespace digipro::db
