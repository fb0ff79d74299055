// Rows and the bytes they speak of: every document's blob has its hash and size, every draft's is
// there, and no blob lies in the store that nobody mentions for longer than garbage may.
#include "app/verify_checks.h"
#include "format/json.h"
#include "modules/documents/module.h"
#include "platform/blob/garbage.h"

namespace digipro::app {
namespace {

constexpr int versions_page = 500, drafts_page = 200;
constexpr db::Sql select_versions =
    "SELECT sha256, documento, number, size_bytes FROM documento_versione"
    " WHERE (sha256, documento, number) > (?, ?, ?) ORDER BY sha256, documento, number LIMIT ?";
constexpr db::Sql select_drafts = "SELECT id, answers FROM bozza WHERE id > ? ORDER BY id LIMIT ?";

// The bytes of one hash, read once for all versions that have it.
class Bytes {
 public:
  explicit Bytes(blob::Store& blobs) : blobs_(blobs) {}

  // Whether the bytes are there and right; the first row with this hash says what is wrong.
  Status look(const std::string& hash, const std::string& place, Findings& findings) {
    if (hash == hash_) return {};
    hash_ = hash;
    size_bytes_ = -1;
    Status verified = blobs_.verify(hash);
    if (!verified && verified.error().code == ErrorCode::integrity_broken) {
      findings.problem(place + ", " + hash, "Il contenuto del documento non ha la sua impronta.");
    } else if (!verified && verified.error().code == ErrorCode::not_found) {
      findings.problem(place + ", " + hash, "Il contenuto del documento non c'è.");
    } else if (!verified) {
      return verified;
    } else {
      ++read_;
      DIGIPRO_TRY(body, blobs_.open(hash));
      size_bytes_ = body->size_bytes();
    }
    return {};
  }
  int64_t size_bytes() const { return size_bytes_; }  // -1: the bytes are missing or wrong
  int64_t read() const { return read_; }

 private:
  blob::Store& blobs_;
  std::string hash_;
  int64_t size_bytes_ = -1, read_ = 0;
};

Status check_draft_blob(blob::Store& blobs, const std::string& draft, const std::string& hash,
                        Findings& findings) {
  auto body = blobs.open(hash);
  if (body) return {};
  if (body.error().code != ErrorCode::not_found) return refuse(body.error());
  findings.problem("bozza " + draft + ", " + hash, "Un file della bozza non c'è.");
  return {};
}

}  // namespace

Status check_documents(db::Connection& db, blob::Store& blobs, Findings& findings) {
  Bytes bytes(blobs);
  std::string hash, document;
  int64_t number = 0, versions = 0;
  while (true) {
    DIGIPRO_TRY(page, db.query(select_versions, hash, document, number, versions_page));
    for (const db::Row& row : page) {
      hash = row.text(0);
      document = row.text(1);
      number = row.integer(2);
      const std::string place = "documento " + document + ", versione " + std::to_string(number);
      DIGIPRO_CHECK(bytes.look(hash, place, findings));
      if (bytes.size_bytes() >= 0 && bytes.size_bytes() != row.integer(3))
        findings.problem(place, "Il contenuto del documento ha un'altra lunghezza.");
      ++versions;
    }
    if (page.size() < versions_page) break;
  }
  findings.count("versioni di documenti", versions);
  findings.count("contenuti riletti", bytes.read());
  return each_draft_blob(db, [&](const std::string& draft, const std::string& mentioned) {
    return check_draft_blob(blobs, draft, mentioned, findings);
  });
}

Status each_draft_blob(
    db::Connection& db,
    const std::function<Status(const std::string& draft, const std::string& hash)>& visit) {
  std::string after;
  while (true) {
    DIGIPRO_TRY(page, db.query(select_drafts, after, drafts_page));
    for (const db::Row& row : page) {
      DIGIPRO_TRY(answers, json::parse(row.text(1)));
      for (const auto& [field, value] : answers.members())
        for (const json::Value& file : value.items())
          if (const std::string& hash = file["blob"].text(); blob::is_hash(hash))
            DIGIPRO_CHECK(visit(row.text(0), hash));
    }
    if (page.size() < drafts_page) return {};
    after = page.back().text(0);
  }
}

blob::Store::LivePage live_blobs(EachEnte each_ente) {
  return [each_ente = std::move(each_ente)](const std::string& after,
                                            int limit) -> Result<std::vector<std::string>> {
    std::set<std::string> first;  // the smallest after `after`, never more than `limit`
    auto add = [&](const std::string& hash) {
      if (hash <= after) return;
      first.insert(hash);
      if (first.size() > static_cast<size_t>(limit)) first.erase(std::prev(first.end()));
    };
    DIGIPRO_CHECK(each_ente([&](db::Connection& db) -> Status {
      DIGIPRO_TRY(hashes, documents::hashes_in_use(db, after, limit));
      for (const std::string& hash : hashes) add(hash);
      return each_draft_blob(db, [&](const std::string&, const std::string& hash) -> Status {
        add(hash);
        return {};
      });
    }));
    return std::vector<std::string>(first.begin(), first.end());
  };
}

Result<VerifyReport> verify_blobs(blob::Store& blobs, const EachEnte& each_ente, Instant now) {
  VerifyReport report{.store = "documenti", .counts = {}, .findings = {}};
  Findings findings(report);
  int64_t stored = 0, unmentioned = 0;
  DIGIPRO_CHECK(blob::compare_with_live(
      blobs, live_blobs(each_ente), [&](const std::string& hash, bool is_live) -> Status {
        ++stored;
        if (is_live) return {};
        ++unmentioned;
        auto noted = blobs.noted_at(hash);
        if (!noted && noted.error().code != ErrorCode::malformed) return refuse(noted.error());
        const bool is_noted = noted && noted->has_value();
        if (is_noted && (*noted)->plus_seconds(blob::garbage_wait_seconds) <= now)
          findings.problem(hash, "Nessuno nomina il contenuto, e doveva essere già tolto.");
        else if (is_noted)
          findings.note(hash, "Nessuno nomina più il contenuto: sarà tolto entro 7 giorni.");
        else
          findings.note(hash, "Nessuno nomina il contenuto, e la pulizia non l'ha ancora visto.");
        return {};
      }));
  findings.count("contenuti conservati", stored);
  findings.count("contenuti che nessuno nomina", unmentioned);
  return report;
}

}  // namespace digipro::app
