#include "app/ente_room.h"

#include "app/daily.h"
#include "core/seal/seal.h"
#include "modules/istanze/drafts.h"

namespace digipro::app {
namespace {

constexpr int outbox_workers = 2;
constexpr int timers_at_once_max = 10'000;
constexpr int drafts_a_day_max = 2'000;

Status expire_drafts(ledger::Tx& tx) {
  DIGIPRO_TRY(deleted, istanze::delete_expired(tx, drafts_a_day_max));
  (void)deleted;
  return {};
}

posta::SendMail send_mail(House& house, const EnteId& ente) {
  return [&house, ente](const posta::Mail& mail) {
    return house.mail->send({.id = mail.id,
                             .from_name = house.towns.of(ente)->town->name,
                             .to = mail.to_address,
                             .subject = mail.subject,
                             .body = mail.body,
                             .date = mail.date,
                             .attachments = {}});
  };
}

istanze::RenderParts render_parts(House& house) {
  return {.catalogue = *house.catalogue,
          .templates = *house.templates,
          .blobs = *house.blobs,
          .printer = *house.printer,
          .town_name = [&house](const EnteId& ente) { return house.towns.of(ente)->town->name; },
          .office_name = office_name,
          .responsible_of = responsible_of,
          .link_of = [&house](db::Connection& db, const EnteId&,
                              const PraticaId& pratica) { return house.link_of(db, pratica); }};
}

// What is filed from now on goes on by the process of today, whatever becomes of the package.
Status keep_processes(const House& house, ledger::Ledger& ledger) {
  std::vector<casework::ProcessText> processes;
  for (const catalogue::ServicePackage* package : house.catalogue->services())
    processes.push_back({package->process_hash, package->process_text});
  return casework::keep_definitions(ledger, processes);
}

}  // namespace

Result<std::unique_ptr<EnteRoom>> EnteRoom::open(House& house, ledger::Ledger& ledger) {
  std::unique_ptr<EnteRoom> room(new EnteRoom);
  DIGIPRO_CHECK(house.towns.refresh(ledger, ledger.clock().now()));
  DIGIPRO_CHECK(keep_processes(house, ledger));
  room->outbox_ = outbox::make_outbox(ledger);
  room->scheduler_ = scheduler::make_scheduler(ledger);
  room->outbox_->on(posta::mail_effect,
                    posta::mail_handler(ledger, send_mail(house, ledger.ente())));
  room->outbox_->on(istanze::render_effect, istanze::render_handler(ledger, render_parts(house)));
  DIGIPRO_CHECK(seal::install(*room->scheduler_, *room->outbox_, ledger, *house.files,
                              *house.seal_key, house.settings.seal.folder));
  room->scheduler_->on(casework::Casework::timer_kind,
                       [&house](ledger::Tx& tx, const ledger::Timer& timer) {
                         return house.casework->timer_fired(tx, timer);
                       });
  DIGIPRO_CHECK(every_day(*room->scheduler_, ledger, "istanze.expire_drafts", 3, expire_drafts));
  return room;
}

EnteRoom::~EnteRoom() {
  scheduler_->stop();
  outbox_->stop();
}

void EnteRoom::start() {
  outbox_->start(outbox_workers);
  scheduler_->start();
}

Status EnteRoom::fire_timers() {
  DIGIPRO_TRY(fired, scheduler_->fire_due(timers_at_once_max));
  (void)fired;
  return {};
}

}  // namespace digipro::app
