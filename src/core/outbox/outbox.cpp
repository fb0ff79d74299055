#include "core/outbox/outbox.h"

#include <algorithm>
#include <map>
#include <set>
#include <thread>

#include "base/assert.h"
#include "core/ledger/wake.h"
#include "core/outbox/store.h"

namespace digipro::outbox {
namespace {

constexpr int workers_max = 16;
// For jobs whose time comes without a commit, and for a lease that comes back.
constexpr std::chrono::milliseconds longest_sleep{1000};

class StoreOutbox final : public Outbox {
 public:
  explicit StoreOutbox(ledger::Ledger& ledger) : ledger_(ledger) {}
  ~StoreOutbox() override { stop(); }

  void on(std::string kind, Handler handler) override {
    DIGIPRO_ASSERT(threads_.empty(), "handlers are given before start()");
    limited_kinds_ += handler.at_once_max > 0;
    DIGIPRO_ASSERT(limited_kinds_ <= limited_kinds_max, "few kinds are slow");
    const bool is_new = handlers_.emplace(std::move(kind), std::move(handler)).second;
    DIGIPRO_ASSERT(is_new, "a kind of effect has one handler");
  }

  void start(int workers) override {
    DIGIPRO_ASSERT(workers >= 1 && workers <= workers_max && threads_.empty(),
                   "1 to 16 workers, started once");
    wake_ = std::make_shared<ledger::Wake>();
    bell_ = ledger_.on_work([wake = wake_] { wake->ring(); });
    for (int i = 0; i < workers; ++i) threads_.emplace_back([this] { work(); });
  }

  void stop() override {
    if (threads_.empty()) return;
    wake_->stop();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    bell_.reset();
  }

  Result<int> run_due(int jobs_max) override {
    int ran = 0;
    while (ran < jobs_max) {
      DIGIPRO_TRY(has_run, run_next());
      if (!has_run) break;
      ++ran;
    }
    return ran;
  }

  Result<std::vector<Incident>> incidents(const Viewer& viewer, int limit) override {
    if (!viewer.has(Role::amministratore)) return refuse(ErrorCode::forbidden, "incidents");
    DIGIPRO_TRY(lease, ledger_.read());
    return open_incidents(lease->db(), limit);
  }

  Status retry(const Caller& caller, const std::string& incident_id) override {
    return retry_incident(ledger_, caller, incident_id);
  }

  Result<Counters> counters() override {
    DIGIPRO_TRY(lease, ledger_.read());
    DIGIPRO_TRY(open, count_open(lease->db()));
    return Counters{done_, failed_, open.first, open.second};
  }

 private:
  // A thread's life. When the store refuses marks (read-only, lease lost) it sleeps, too.
  void work() {
    uint64_t seen = 0;
    do {
      while (!wake_->is_stopped() && ledger_.holds_lease()) {
        auto has_run = run_next();
        if (!has_run || !*has_run) break;
      }
    } while (wake_->wait(seen, longest_sleep));
  }

  // False when nothing is due. Refuses when the store does: the job then stays as it was.
  Result<bool> run_next() {
    DIGIPRO_TRY(job, take());
    if (!job) return false;
    Status marked = run(*job);
    give_back(*job);
    if (!marked) return refuse(std::move(marked.error()));
    return true;
  }

  // The lock spans the look at the store: a job marked done by another thread is given back only
  // after its commit, so whoever sees it as waiting here sees it as running, too.
  Result<std::optional<Job>> take() {
    std::lock_guard lock(mutex_);
    DIGIPRO_TRY(lease, ledger_.read());
    const auto limit = static_cast<int>(running_.size()) + 1;
    DIGIPRO_TRY(jobs, due_jobs(lease->db(), ledger_.clock().now(), limit, busy_kinds()));
    for (Job& job : jobs) {
      if (!running_.insert(job.id).second) continue;
      ++running_of_[job.kind];
      return std::optional<Job>(std::move(job));
    }
    return std::optional<Job>();
  }

  // Those of which as many run as may. The lock is held.
  std::vector<std::string> busy_kinds() const {
    std::vector<std::string> busy;
    for (const auto& [kind, count] : running_of_) {
      auto handler = handlers_.find(kind);
      if (handler == handlers_.end() || handler->second.at_once_max == 0) continue;
      if (count >= handler->second.at_once_max) busy.push_back(kind);
    }
    return busy;
  }

  void give_back(const Job& job) {
    std::lock_guard lock(mutex_);
    running_.erase(job.id);
    --running_of_[job.kind];
  }

  Status run(const Job& job) {
    auto handler = handlers_.find(job.kind);
    if (handler == handlers_.end()) {
      ++failed_;
      return mark_failed(ledger_, job, fail(ErrorCode::definition, "no handler for this kind"), 1);
    }
    auto result = call(handler->second, job);
    Status marked =
        result ? mark_done(ledger_, job, handler->second, *result) : Status(refuse(result.error()));
    if (marked) {
      ++done_;
      return {};
    }
    ++failed_;
    return mark_failed(ledger_, job, marked.error(), handler->second.attempts_max);
  }

  static Result<json::Value> call(const Handler& handler, const Job& job) {
    try {
      return handler.run(job);
    } catch (const std::exception& exception) {
      return refuse(ErrorCode::internal, std::string("handler threw: ") + exception.what());
    }
  }

  ledger::Ledger& ledger_;
  std::map<std::string, Handler, std::less<>> handlers_;  // unchanged after start()
  std::mutex mutex_;
  std::set<std::string> running_;          // ids
  std::map<std::string, int> running_of_;  // by kind
  size_t limited_kinds_ = 0;
  std::atomic<int64_t> done_ = 0, failed_ = 0;
  std::shared_ptr<ledger::Wake> wake_;
  std::shared_ptr<void> bell_;
  std::vector<std::thread> threads_;
};

}  // namespace

std::unique_ptr<Outbox> make_outbox(ledger::Ledger& ledger) {
  return std::make_unique<StoreOutbox>(ledger);
}

}  // namespace digipro::outbox
