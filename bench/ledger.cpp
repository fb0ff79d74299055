// `digipro bench ledger`: registrations per second through the real Ledger::run, with one client
// and with 64, on both engines, beside two references: the disk (append 4 KiB + fsync) and the
// ceiling (the same statements, 1,000 per transaction, one thread, straight on the connection).
#include <stdlib.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <thread>

#include "bench/bench.h"
#include "bench/measure.h"
#include "core/journal/chain.h"
#include "core/ledger/ledger.h"
#include "core/ledger/migrations.h"

namespace digipro::bench {
namespace {

constexpr db::Migration migrations[] = {{"bench", 1, R"sql(
CREATE TABLE registration(
  number BIGINT PRIMARY KEY,
  id TEXT NOT NULL,
  object TEXT NOT NULL,
  sender TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX registration_id ON registration(id);
CREATE INDEX registration_sender ON registration(sender, number);
)sql"}};

constexpr db::Sql insert_row =
    "INSERT INTO registration(number, id, object, sender, at) VALUES(?, ?, ?, ?, ?)";
constexpr const char* object = "Segnalazione di albero pericolante in via Giuseppe Garibaldi 12";
constexpr const char* counter = "protocollo/AOO1/2026";
constexpr int commands_per_ceiling_batch = 1'000;

struct In {
  std::string object;
  std::string fingerprint() const { return object; }
};
struct Out {
  int64_t number = 0;
  json::Value to_json() const { return json::Value::object({{"number", number}}); }
  static Result<Out> from_json(const json::Value& value) { return Out{value.int_or("number", 0)}; }
};
using Register = ledger::Command<In, In, Out>;

Result<Out> apply(ledger::Tx& tx, const Caller& caller, const In& in) {
  Out out{tx.next_number(counter)};
  std::string id = to_string(tx.new_id());
  DIGIPRO_CHECK(
      tx.exec(insert_row, out.number, id, in.object, caller.person.text, tx.now().microseconds));
  tx.record({"protocollo.registered", id, PraticaId(id),
             json::Value::object({{"number", out.number}, {"register", counter}})});
  tx.enqueue({"posta.mail", id, json::Value::object({{"number", out.number}})});
  return out;
}

const Register command{
    "protocollo.register",
    [](const ledger::ReadContext&, const Caller&, const In& in) -> Result<In> { return in; },
    apply};

struct Measured {
  double per_second = 0, p50 = 0, p99 = 0;
};

// `clients` threads file one after the other for `seconds`.
Result<Measured> measure(ledger::Ledger& ledger, int clients, double seconds, IdSource& ids) {
  std::vector<std::vector<double>> latencies(static_cast<size_t>(clients));
  std::vector<std::thread> threads;
  std::atomic<bool> is_failed = false;
  double start = seconds_now();
  for (int c = 0; c < clients; ++c)
    threads.emplace_back([&, c] {
      Caller caller = system_caller(ledger.ente());
      std::vector<double>& mine = latencies[static_cast<size_t>(c)];
      for (double before = seconds_now(); before - start < seconds && !is_failed;) {
        std::string key = to_string(ids.next(ledger.clock().now()));
        if (!ledger.run(caller, {key}, command, In{object})) is_failed = true;
        double after = seconds_now();
        mine.push_back((after - before) * 1e6);
        before = after;
      }
    });
  for (std::thread& thread : threads) thread.join();
  double elapsed = seconds_now() - start;
  if (is_failed) return refuse(ErrorCode::internal, "a registration was refused");
  std::vector<double> all;
  for (const auto& some : latencies) all.insert(all.end(), some.begin(), some.end());
  return Measured{static_cast<double>(all.size()) / elapsed, percentile(all, 0.5),
                  percentile(all, 0.99)};
}

// The statements that the ledger sends for this command, without the ledger.
class Ceiling {
 public:
  Ceiling(db::Connection& db, IdSource& ids) : db_(db), ids_(ids) {}

  Result<double> measure(double seconds) {
    double start = seconds_now();
    int64_t before = number_;
    while (seconds_now() - start < seconds) DIGIPRO_CHECK(batch());
    return static_cast<double>(number_ - before) / (seconds_now() - start);
  }

 private:
  Status batch() {
    DIGIPRO_CHECK(db_.begin());
    for (int i = 0; i < commands_per_ceiling_batch; ++i) DIGIPRO_CHECK(one());
    DIGIPRO_CHECK(
        db_.exec("INSERT INTO counter(name, value) VALUES(?, ?)"
                 " ON CONFLICT(name) DO UPDATE SET value = excluded.value",
                 counter, number_));
    DIGIPRO_CHECK(
        db_.exec("UPDATE head SET last_seq = ?, last_hash = ?, lease_until = ?,"
                 " guard = CASE WHEN epoch = ? AND last_seq = ? THEN 1 ELSE 0 END WHERE id = 1",
                 number_, db::Blob{hash_}, 0, 0, number_ - commands_per_ceiling_batch));
    return db_.commit();
  }

  Status one() {
    int64_t at = clock_.now().microseconds;
    std::string id = to_string(ids_.next(Instant{at}));
    std::string key = to_string(ids_.next(Instant{at}));
    std::string facts = "{\"number\":" + std::to_string(++number_) + ",\"register\":\"" +
                        std::string(counter) + "\"}";
    std::string payload = "{\"number\":" + std::to_string(number_) + "}";
    DIGIPRO_CHECK(db_.exec(insert_row, number_, id, object, "system", at));
    hash_ = journal::entry_hash(sha256_, {hash_, number_, at, command.name, "system", "",
                                          "protocollo.registered", id, id, 0, facts, ""});
    DIGIPRO_CHECK(db_.exec(
        "INSERT INTO journal(seq, at, command, person, on_behalf_of, kind, subject, pratica,"
        " visibility, facts, payload_hash, hash) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        number_, at, command.name, "system", "", "protocollo.registered", id, id, 0, facts,
        db::Value{}, db::Blob{hash_}));
    DIGIPRO_CHECK(db_.exec(
        "INSERT INTO outbox(id, kind, job_key, payload, state, attempts, due_at, created_at)"
        " VALUES(?, ?, ?, ?, 'waiting', 0, ?, ?) ON CONFLICT(kind, job_key) DO NOTHING",
        to_string(ids_.next(Instant{at})), "posta.mail", id, payload, at, at));
    return db_.exec(
        "INSERT INTO idempotency(person, request_key, request_hash, answer, at)"
        " VALUES(?, ?, ?, ?, ?)",
        "system", key, db::Blob{hash_}, payload, at);
  }

  db::Connection& db_;
  IdSource& ids_;
  SystemClock clock_;
  crypto::Sha256 sha256_;
  std::string hash_;
  int64_t number_ = 0;
};

// One engine's stores and what was measured on them.
struct Contest {
  std::string name;
  std::unique_ptr<db::Database> store, ceiling_store;
  std::unique_ptr<ledger::Ledger> ledger;
  std::unique_ptr<db::Connection> ceiling_writer;
  std::unique_ptr<Ceiling> ceiling;
  std::vector<double> fsyncs, ceilings, rates_64, rates_1, ratios_64, ratios_1, tails_64, tails_1,
      per_fsync;

  Status open(const Clock& clock, IdSource& ids) {
    ledger::Settings settings;
    settings.ente = EnteId("bench");
    DIGIPRO_TRY(opened, ledger::open_ledger(*store, clock, ids, settings, migrations));
    ledger = std::move(opened);
    DIGIPRO_TRY(writer, ceiling_store->open_writer());
    ceiling_writer = std::move(writer);
    std::vector<db::Migration> all(ledger::ledger_migrations().begin(),
                                   ledger::ledger_migrations().end());
    all.push_back(migrations[0]);
    DIGIPRO_CHECK(db::migrate(*ceiling_writer, all));
    ceiling = std::make_unique<Ceiling>(*ceiling_writer, ids);
    return {};
  }

  // References right before and after what is measured: the machine's other load changes quickly.
  Status round(const std::string& folder, double seconds, IdSource& ids) {
    DIGIPRO_TRY(fsync_before, fsync_per_second(folder, seconds / 2));
    DIGIPRO_TRY(one, measure(*ledger, 1, seconds, ids));
    DIGIPRO_TRY(fsync_after, fsync_per_second(folder, seconds / 2));
    DIGIPRO_TRY(ceiling_before, ceiling->measure(seconds / 2));
    DIGIPRO_TRY(many, measure(*ledger, 64, seconds, ids));
    DIGIPRO_TRY(ceiling_after, ceiling->measure(seconds / 2));
    double fsync = (fsync_before + fsync_after) / 2, top = (ceiling_before + ceiling_after) / 2;
    fsyncs.push_back(fsync);
    ceilings.push_back(top);
    rates_1.push_back(one.per_second);
    rates_64.push_back(many.per_second);
    ratios_1.push_back(one.per_second / fsync);
    ratios_64.push_back(many.per_second / top);
    per_fsync.push_back(many.per_second / fsync);
    tails_1.push_back(one.p99 / one.p50);
    tails_64.push_back(many.p99 / many.p50);
    std::printf("%-9s %7.0f %8.0f | %6.0f %5.2f %7.0f %7.0f | %7.0f %5.2f %7.0f %7.0f %6.1f\n",
                name.c_str(), fsync, top, one.per_second, ratios_1.back(), one.p50, one.p99,
                many.per_second, ratios_64.back(), many.p50, many.p99, per_fsync.back());
    std::fflush(stdout);
    return {};
  }

  std::string figures() const {
    return "\"" + name + "\":{\"ratio_64\":" + rounded(median(ratios_64)) +
           ",\"ratio_1\":" + rounded(median(ratios_1)) +
           ",\"p99_over_p50\":" + rounded(std::max(median(tails_1), median(tails_64))) +
           ",\"per_fsync_64\":" + rounded(median(per_fsync)) +
           ",\"p99_over_p50_1\":" + rounded(median(tails_1)) +
           ",\"p99_over_p50_64\":" + rounded(median(tails_64)) + "}";
  }
  std::string reference() const {
    return "\"" + name + "\":{\"fsync_per_s\":" + rounded(median(fsyncs)) +
           ",\"ceiling\":" + rounded(median(ceilings)) + "}";
  }
};

Status run(const std::string& folder, const std::string& conninfo, int rounds, double seconds) {
  SystemClock clock;
  RandomIdSource ids;
  std::vector<Contest> contests(conninfo.empty() ? 1 : 2);
  contests[0].name = "sqlite";
  contests[0].store = db::sqlite_database(folder + "/store.db");
  contests[0].ceiling_store = db::sqlite_database(folder + "/ceiling.db");
  if (!conninfo.empty()) {
    std::string schema = "bench_" + to_string(ids.next(clock.now())).substr(0, 13);
    contests[1].name = "postgres";
    contests[1].store = db::postgres_database(conninfo, schema);
    contests[1].ceiling_store = db::postgres_database(conninfo, schema + "_ceiling");
  }
  for (Contest& contest : contests) DIGIPRO_CHECK(contest.open(clock, ids));
  std::puts("              reference      |          1 client           |             64 clients");
  std::puts(
      "engine    fsync/s  ceiling | per s  /fsync p50 us p99 us | per s /ceil  p50 us  p99 us "
      "/fsync");
  for (int i = 0; i < rounds; ++i)
    for (Contest& contest : contests) DIGIPRO_CHECK(contest.round(folder, seconds, ids));
  std::string figures, references;
  for (Contest& contest : contests) {
    contest.ledger->close();
    figures += (figures.empty() ? "" : ",") + contest.figures();
    references += (references.empty() ? "" : ",") + contest.reference();
  }
  std::printf("{\"name\":\"ledger\",\"figures\":{%s},\"reference\":{%s}}\n", figures.c_str(),
              references.c_str());
  return {};
}

}  // namespace

int ledger(std::span<const std::string> arguments) {
  const char* environment = getenv("DIGIPRO_TEST_POSTGRES");
  std::string conninfo = option(arguments, "postgres", std::string(environment ? environment : ""));
  std::string parent = option(arguments, "folder", std::filesystem::temp_directory_path().string());
  int rounds = static_cast<int>(option(arguments, "rounds", 5.0));
  double seconds = option(arguments, "seconds", 2.0);
  if (conninfo.empty())
    std::puts("no PostgreSQL: give --postgres CONNINFO or set DIGIPRO_TEST_POSTGRES");
  std::string folder = parent + "/digipro-bench-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) {
    std::fprintf(stderr, "cannot make a folder in %s\n", parent.c_str());
    return 1;
  }
  Status status = run(folder, conninfo, rounds, seconds);
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  if (!status) std::fprintf(stderr, "bench ledger: %s\n", status.error().detail.c_str());
  return status ? 0 : 1;
}

}  // namespace digipro::bench
