// The heart of `digipro verify`: proves a store by reading all of it. The journal's chain, the
// seals, the registers and the counters of the head, every document's bytes, rows that lead
// nowhere, effects, timers and running processes. Changes nothing; memory does not grow with the
// store. Pure functions over a reading connection (one snapshot), any thread.
#pragma once
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "platform/blob/blob.h"
#include "platform/db/db.h"
#include "platform/files/files.h"

namespace digipro::app {

struct Finding {
  bool is_note = false;  // as it may be for a while: shown, but nothing is broken
  std::string place;     // "compito 0199...", "protocollo/AOO1/2026"
  std::string sentence;  // Italian
};

struct VerifyReport {
  std::string store;                                    // "borgoverde"
  std::vector<std::pair<std::string, int64_t>> counts;  // Italian: {"voci del giornale", 12}
  std::vector<Finding> findings;                        // at most 20 of a kind
  bool is_sound() const;                                // nothing but notes
  int64_t count(std::string_view name) const;           // 0 when there is none
};

struct VerifyParts {
  blob::Store& blobs;
  files::Files& files;
  std::string seal_folder;      // config::Seal; empty: seals are rows only
  std::string seal_public_key;  // 32 raw bytes of the installation's key
};

// Refuses only when the store cannot be read (storage_failed, internal); what is wrong in it is a
// finding.
Result<VerifyReport> verify_ente(db::Connection& db, const EnteId& ente, const VerifyParts& parts);
Result<VerifyReport> verify_installation(db::Connection& db, const VerifyParts& parts);

// Calls the visitor with a reading connection of each ente, one after the other.
using EachEnte = std::function<Status(const std::function<Status(db::Connection&)>& visit)>;

// What documents and drafts of all enti mention: for blob::Store::collect_garbage, since one blob
// store serves them all. A page costs a walk over the drafts.
blob::Store::LivePage live_blobs(EachEnte each_ente);
// Blobs that nobody mentions: a note while the garbage's 7 days are not over, then a finding. Run
// while nobody files, or one that arrived meanwhile is noted, too.
Result<VerifyReport> verify_blobs(blob::Store& blobs, const EachEnte& each_ente, Instant now);

}  // namespace digipro::app
