// A ledger that counts who reads and who changes, over a real one. For tests only; one thread.
#pragma once
#include "core/ledger/ledger.h"

namespace digipro::identity::testing {

class CountingLedger final : public ledger::Ledger {
 public:
  explicit CountingLedger(ledger::Ledger& real) : real_(real) {}
  int reads = 0, changes = 0;

  Result<std::unique_ptr<ledger::ReadLease>> read() override {
    ++reads;
    return real_.read();
  }
  Result<Answer> submit(Work work) override {
    ++changes;
    return real_.submit(std::move(work));
  }
  const Clock& clock() const override { return real_.clock(); }
  IdSource& ids() override { return real_.ids(); }
  const EnteId& ente() const override { return real_.ente(); }
  ledger::Counters counters() const override { return real_.counters(); }
  bool is_read_only() const override { return real_.is_read_only(); }
  bool holds_lease() const override { return real_.holds_lease(); }
  std::shared_ptr<void> on_work(std::function<void()> listener) override {
    return real_.on_work(std::move(listener));
  }
  void close() override { real_.close(); }

 private:
  ledger::Ledger& real_;
};

}  // namespace digipro::identity::testing
