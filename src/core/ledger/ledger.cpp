#include "core/ledger/ledger.h"

#include "core/ledger/idempotency.h"
#include "core/ledger/migrations.h"
#include "core/ledger/queue.h"
#include "core/ledger/reader_pool.h"
#include "platform/crypto/sha256.h"

namespace digipro::ledger {
namespace {

class StoreLedger final : public Ledger {
 public:
  StoreLedger(db::Database& database, const Clock& clock, IdSource& ids, Settings settings,
              std::unique_ptr<Writer> writer)
      : clock_(clock),
        ids_(ids),
        settings_(std::move(settings)),
        queue_(std::move(writer), clock, settings_),
        readers_(database, settings_.readers_max) {}

  Result<std::unique_ptr<ReadLease>> read() override { return readers_.take(); }
  const Clock& clock() const override { return clock_; }
  IdSource& ids() override { return ids_; }
  const EnteId& ente() const override { return settings_.ente; }
  Counters counters() const override { return queue_.writer().counters(); }
  bool is_read_only() const override { return queue_.writer().state() == Writer::State::read_only; }
  bool is_overtaken() const override { return queue_.writer().state() == Writer::State::overtaken; }
  bool holds_lease() const override {
    return queue_.writer().state() == Writer::State::open &&
           clock_.now() < queue_.writer().lease_until();
  }
  std::shared_ptr<void> on_work(std::function<void()> listener) override {
    return queue_.bell().listen(std::move(listener));
  }
  void close() override { queue_.close(); }
  Result<Answer> submit(Work work) override { return queue_.submit(work); }

 private:
  const Clock& clock_;
  IdSource& ids_;
  Settings settings_;
  Queue queue_;
  ReaderPool readers_;  // gone before the writer, whose closing tidies the store
};

}  // namespace

std::string Ledger::request_hash(std::string_view command, std::string_view fingerprint) {
  crypto::Sha256 hash;
  hash.add(command);
  hash.add(std::string_view("\0", 1));  // no command's name has one: the two cannot run together
  hash.add(fingerprint);
  return hash.finish();
}

Result<std::optional<json::Value>> Ledger::stored_answer(db::Connection& db, const Caller& caller,
                                                         const IdempotencyKey& key,
                                                         std::string_view request_hash) {
  if (key.text.empty()) return std::optional<json::Value>();
  return find_answer(db, caller.person.text, key.text, request_hash);
}

Result<std::unique_ptr<Ledger>> open_ledger(db::Database& database, const Clock& clock,
                                            IdSource& ids, Settings settings,
                                            std::span<const db::Migration> migrations) {
  DIGIPRO_TRY(connection, database.open_writer());
  std::vector<db::Migration> all(ledger_migrations().begin(), ledger_migrations().end());
  all.insert(all.end(), migrations.begin(), migrations.end());
  DIGIPRO_CHECK(db::migrate(*connection, all));
  auto writer = std::make_unique<Writer>(std::move(connection), clock, ids, settings);
  DIGIPRO_CHECK(writer->take_lease());
  return std::make_unique<StoreLedger>(database, clock, ids, std::move(settings),
                                       std::move(writer));
}

}  // namespace digipro::ledger
