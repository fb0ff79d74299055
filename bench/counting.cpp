#include "bench/counting.h"

#include "bench/measure.h"

namespace digipro::bench {
namespace {

class CountingConnection final : public db::Connection {
 public:
  CountingConnection(std::unique_ptr<db::Connection> inner, Tally& tally)
      : inner_(std::move(inner)), tally_(tally) {}

  db::Engine engine() const override { return inner_->engine(); }
  Status exec(db::Sql statement, std::span<const db::Value> arguments) override {
    Counted counted(*this);
    return inner_->exec(statement, arguments);
  }
  Result<db::Rows> query(db::Sql statement, std::span<const db::Value> arguments,
                         size_t rows_max) override {
    Counted counted(*this);
    return inner_->query(statement, arguments, rows_max);
  }
  Status each(db::Sql statement, std::span<const db::Value> arguments,
              const std::function<Status(const db::RowView&)>& visit) override {
    Counted counted(*this);
    return inner_->each(statement, arguments, visit);
  }
  Status flush() override { return inner_->flush(); }
  Status begin() override {
    Counted counted(*this);
    return inner_->begin();
  }
  Status commit() override {
    Counted counted(*this);
    double before = seconds_now();
    Status status = inner_->commit();
    tally_.commit_nanoseconds += static_cast<int64_t>((seconds_now() - before) * 1e9);
    return status;
  }
  Status rollback() override {
    Counted counted(*this);
    return inner_->rollback();
  }
  bool in_transaction() const override { return inner_->in_transaction(); }
  bool is_doomed() const override { return inner_->is_doomed(); }
  bool is_usable() const override { return inner_->is_usable(); }
  Status begin_read() override {
    Counted counted(*this);
    return inner_->begin_read();
  }
  Status end_read() override {
    Counted counted(*this);
    return inner_->end_read();
  }
  Status run_script(std::string_view statements) override {
    Counted counted(*this);
    return inner_->run_script(statements);
  }
  int64_t statements_sent() const override { return inner_->statements_sent(); }
  int64_t writes_sent() const override { return inner_->writes_sent(); }

 private:
  // The engine's own count says how many statements a call was.
  struct Counted {
    explicit Counted(CountingConnection& owner)
        : connection(owner), before(owner.inner_->statements_sent()) {}
    ~Counted() { connection.tally_.statements += connection.inner_->statements_sent() - before; }
    CountingConnection& connection;
    int64_t before;
  };

  std::unique_ptr<db::Connection> inner_;
  Tally& tally_;
};

class CountingDatabase final : public db::Database {
 public:
  CountingDatabase(std::unique_ptr<db::Database> inner, Tally& tally)
      : inner_(std::move(inner)), tally_(tally) {}

  db::Engine engine() const override { return inner_->engine(); }
  Result<std::unique_ptr<db::Connection>> open_writer() override {
    return counted(inner_->open_writer());
  }
  Result<std::unique_ptr<db::Connection>> open_reader() override {
    return counted(inner_->open_reader());
  }
  std::string describe() const override { return inner_->describe(); }

 private:
  Result<std::unique_ptr<db::Connection>> counted(Result<std::unique_ptr<db::Connection>> opened) {
    if (!opened) return opened;
    return std::make_unique<CountingConnection>(std::move(*opened), tally_);
  }

  std::unique_ptr<db::Database> inner_;
  Tally& tally_;
};

}  // namespace

std::unique_ptr<db::Database> counting_database(std::unique_ptr<db::Database> inner, Tally& tally) {
  return std::make_unique<CountingDatabase>(std::move(inner), tally);
}

}  // namespace digipro::bench
