#include "app/installation_room.h"

#include "app/daily.h"
#include "core/seal/seal.h"

namespace digipro::app {
namespace {

constexpr int sweep_hour = 4;

// Daily work that is commands or files, so it cannot run inside the timer's command: the timer
// leaves an effect of that day.
Status sweep_daily(outbox::Outbox& outbox, scheduler::Scheduler& scheduler, ledger::Ledger& ledger,
                   const std::string& kind, std::function<Status()> sweep) {
  outbox::Handler handler;
  handler.run = [sweep = std::move(sweep)](const outbox::Job&) -> Result<json::Value> {
    DIGIPRO_CHECK(sweep());
    return json::Value::object();
  };
  outbox.on(kind, std::move(handler));
  return every_day(scheduler, ledger, kind, sweep_hour, [kind](ledger::Tx& tx) -> Status {
    tx.enqueue(
        {.kind = kind, .key = to_iso(to_rome(tx.now()).date), .payload = json::Value::object()});
    return {};
  });
}

}  // namespace

Result<std::unique_ptr<InstallationRoom>> InstallationRoom::open(
    House& house, ledger::Ledger& ledger, identity::Identity& identity,
    std::function<Status()> collect_garbage) {
  std::unique_ptr<InstallationRoom> room(new InstallationRoom);
  room->outbox_ = outbox::make_outbox(ledger);
  room->scheduler_ = scheduler::make_scheduler(ledger);
  DIGIPRO_CHECK(seal::install(*room->scheduler_, *room->outbox_, ledger, *house.files,
                              *house.seal_key, house.settings.seal.folder));
  DIGIPRO_CHECK(sweep_daily(*room->outbox_, *room->scheduler_, ledger, "identity.sweep",
                            [&identity] { return identity.sweep(); }));
  DIGIPRO_CHECK(sweep_daily(*room->outbox_, *room->scheduler_, ledger, "blobs.collect",
                            std::move(collect_garbage)));
  return room;
}

InstallationRoom::~InstallationRoom() {
  scheduler_->stop();
  outbox_->stop();
}

void InstallationRoom::start() {
  outbox_->start(1);
  scheduler_->start();
}

}  // namespace digipro::app
