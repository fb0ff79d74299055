#include "app/installation_room.h"

#include "app/daily.h"
#include "core/seal/seal.h"

namespace digipro::app {
namespace {

constexpr int sweep_hour = 4;
constexpr const char* sweep_effect = "identity.sweep";

}  // namespace

Result<std::unique_ptr<InstallationRoom>> InstallationRoom::open(House& house,
                                                                 ledger::Ledger& ledger,
                                                                 identity::Identity& identity) {
  std::unique_ptr<InstallationRoom> room(new InstallationRoom);
  room->outbox_ = outbox::make_outbox(ledger);
  room->scheduler_ = scheduler::make_scheduler(ledger);
  DIGIPRO_CHECK(seal::install(*room->scheduler_, *room->outbox_, ledger, *house.files,
                              *house.seal_key, house.settings.seal.folder));
  // The sweep is commands of its own, so it cannot run inside the timer's.
  outbox::Handler sweep;
  sweep.run = [&identity](const outbox::Job&) -> Result<json::Value> {
    DIGIPRO_CHECK(identity.sweep());
    return json::Value::object();
  };
  room->outbox_->on(sweep_effect, std::move(sweep));
  DIGIPRO_CHECK(every_day(*room->scheduler_, ledger, "identity.sweep", sweep_hour,
                          [](ledger::Tx& tx) -> Status {
                            tx.enqueue({.kind = sweep_effect,
                                        .key = to_iso(to_rome(tx.now()).date),
                                        .payload = json::Value::object()});
                            return {};
                          }));
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
