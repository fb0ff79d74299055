#include "app/towns.h"

#include "core/ente/ente_settings.h"

namespace digipro::app {
namespace {

TownFacts facts_of(const EnteId& ente, const ente::EnteSettings& settings, Instant now) {
  auto town = std::make_shared<web::Town>();
  town->id = ente;
  town->name = settings.value("name").empty() ? ente.text : settings.value("name");
  town->region = settings.value("region");
  if (!settings.value("colour").empty()) town->colour = settings.value("colour");
  town->aoo = settings.value("aoo_code").empty() ? "AOO1" : settings.value("aoo_code");
  return {std::move(town), settings.patron(), settings.value("citizen_credentials") == "sì", now};
}

}  // namespace

std::shared_ptr<const TownFacts> Towns::of(const EnteId& ente) const {
  {
    std::lock_guard lock(mutex_);
    auto found = facts_.find(ente);
    if (found != facts_.end()) return found->second;
  }
  return std::make_shared<const TownFacts>(facts_of(ente, {}, {}));
}

Status Towns::refresh(ledger::Ledger& ledger, Instant now) {
  auto known = of(ledger.ente());
  bool is_fresh = known->read_at <= now && now < known->read_at.plus_seconds(fresh_seconds);
  if (is_fresh && known->read_at.microseconds != 0) return {};
  DIGIPRO_TRY(lease, ledger.read());
  DIGIPRO_TRY(settings, ente::read_settings(lease->db()));
  auto facts = std::make_shared<const TownFacts>(facts_of(ledger.ente(), settings, now));
  std::lock_guard lock(mutex_);
  facts_[ledger.ente()] = std::move(facts);
  return {};
}

}  // namespace digipro::app
