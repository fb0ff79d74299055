// The tables of the ledger: head, journal, idempotency, and those that core/outbox and
// core/scheduler read and update (outbox, timer, incident). Owned by core/ledger; open_ledger()
// runs them before all others. Constants, any thread.
#pragma once
#include <span>

#include "platform/db/db.h"

namespace digipro::ledger {

std::span<const db::Migration> ledger_migrations();

}  // namespace digipro::ledger
