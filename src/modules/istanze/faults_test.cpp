// The real thing on a disk that fails: a photo is uploaded to a draft and the report is sent, and
// whichever operation of the disk fails or is the last before a power cut, what the person was told
// is there afterwards, whole, and the rest can be done again.
#include <doctest/doctest.h>

#include <filesystem>
#include <optional>

#include "base/testing/source_tree.h"
#include "core/journal/journal.h"
#include "modules/documents/module.h"
#include "modules/fascicoli/module.h"
#include "modules/istanze/testing/request_town.h"
#include "modules/protocollo/module.h"
#include "platform/db/testing/fault_vfs.h"
#include "platform/files/testing/fault_files.h"

using namespace digipro;
using namespace digipro::istanze;
using db::testing::TempFolder;
using files::testing::Fault;
using files::testing::FaultDisk;
using files::testing::Survival;
using istanze::testing::Answer;
using istanze::testing::code_of;
using istanze::testing::fail_with;
using istanze::testing::must;
using istanze::testing::RequestTown;
using istanze::testing::Visitor;

namespace {

constexpr db::Sql check_integrity = "PRAGMA integrity_check";
// What belongs to one report sent, each counted.
constexpr db::Sql count_parts =
    "SELECT (SELECT COUNT(*) FROM istanza), (SELECT COUNT(*) FROM pratica),"
    " (SELECT COUNT(*) FROM protocollo), (SELECT COUNT(*) FROM fascicolo),"
    " (SELECT COUNT(*) FROM outbox WHERE kind = 'posta.mail'),"
    " (SELECT COUNT(*) FROM outbox WHERE kind = 'istanze.render'),"
    " (SELECT COUNT(*) FROM journal WHERE kind = 'istanze.filed'),"
    " (SELECT 1 - COUNT(*) FROM bozza)";

const std::string& photo() {
  static const std::string bytes =
      digipro::testing::source_file("tests/fuzz/corpus/sniff/plain-40x30.jpg");
  return bytes;
}

// One town hall's disk, and what a process has of it.
struct Disk {
  TempFolder folder{db::testing::Place::memory};
  std::optional<FaultDisk> disk;
  std::optional<db::testing::FaultVfs> vfs;
  std::unique_ptr<files::Files> files;
  std::unique_ptr<db::Database> database;

  explicit Disk(const std::string& copied_from = {}) {
    if (!copied_from.empty())
      std::filesystem::copy(copied_from, folder.path(), std::filesystem::copy_options::recursive);
    disk.emplace(folder.path());
    vfs.emplace(*disk);
    files = files::testing::make_fault_files(*disk);
    database = db::sqlite_database(folder.path() + "/ente.db", vfs->name());
  }
  Status start(RequestTown& town) {
    town.close();
    DIGIPRO_TRY(blobs, blob::open_disk_store(*files, folder.path() + "/blobs"));
    return town.open(*database, std::move(blobs));
  }
};

// Anna, who has written all but the photo.
struct Anna {
  Visitor who;
  std::string draft;
  bool has_photo = false;         // she was told so
  std::optional<Submitted> sent;  // so too
  int64_t revision_sent = 0;

  std::string key() const { return draft + "/" + std::to_string(revision_sent); }

  Status upload(RequestTown& town) {
    DIGIPRO_TRY(staged, blob::stage_bytes(*town.blobs, photo()));
    http::UploadedFile file;
    file.field = "foto";
    file.filename = "ramo.jpg";
    file.size_bytes = staged->ref().size_bytes;
    file.sink = staged;
    Answer answer = town.post(who, town.draft_url(draft) + "/file/foto", {}, {file});
    if (answer.status != 200) return refuse(ErrorCode::storage_failed, answer.page);
    CHECK(answer.shows("ramo.jpg"));
    has_photo = true;
    return {};
  }
  Status send(RequestTown& town) {
    DIGIPRO_TRY(lease, town.ledger->read());
    DIGIPRO_TRY(found, find_draft(lease->db(), who.viewer.person, draft, town.clock.now()));
    lease.reset();
    revision_sent = found.revision;
    DIGIPRO_TRY(told, town.submit(who, draft, revision_sent, key()));
    sent = told;
    return {};
  }
};

void expect_clear(const Status& status) {
  if (status) return;
  ErrorCode code = status.error().code;
  CHECK_MESSAGE((code == ErrorCode::storage_failed || code == ErrorCode::read_only),
                status.error().name() << ": " << status.error().detail);
}

// All or nothing of a report, and every document's bytes. True when there is one.
bool check_sound(RequestTown& town) {
  auto lease = must(town.ledger->read());
  db::Connection& db = lease->db();
  CHECK(must(db.query(check_integrity))[0].text(0) == "ok");
  must(journal::verify(db));
  must(protocollo::verify(db));
  must(fascicoli::verify(db));
  auto counts = must(db.query(count_parts));
  int64_t reports = counts[0].integer(0);
  CHECK(reports <= 1);
  for (size_t i = 0; i < counts[0].size(); ++i) CHECK(counts[0].integer(i) == reports);
  for (const std::string& hash : must(documents::hashes_in_use(db, "", 100)))
    CHECK(town.blobs->verify(hash));
  return reports == 1;
}

// The next start: what was told is so, and Anna gets her report sent, once.
void start_again_and_check(RequestTown& town, Disk& disk, Anna anna) {
  if (Status started = disk.start(town); !started) fail_with(started.error());
  bool is_filed = check_sound(town);
  CHECK((is_filed || !anna.sent));
  if (!is_filed) {
    auto draft = must(town.find(anna.who, anna.draft));
    size_t photos = draft.answers["foto"].items().size();
    CHECK((photos == 1 || !anna.has_photo));
    if (photos == 0)
      if (Status uploaded = anna.upload(town); !uploaded) fail_with(uploaded.error());
    if (Status sent = anna.send(town); !sent) fail_with(sent.error());
  }
  Submitted again = must(town.submit(anna.who, anna.draft, anna.revision_sent, anna.key()));
  CHECK(again.number == "0000001/2026");
  if (anna.sent) CHECK(again.pratica == anna.sent->pratica);
  CHECK(code_of(town.submit(anna.who, anna.draft, anna.revision_sent + 1, anna.key())) ==
        ErrorCode::idempotency_mismatch);
  CHECK(check_sound(town));
  // Whatever failed before, what was told now outlives a power cut.
  town.close();
  disk.disk->restart(Survival::only_synced);
  if (Status started = disk.start(town); !started) fail_with(started.error());
  CHECK(check_sound(town));
  auto lease = must(town.ledger->read());
  CHECK(must(documents::of_pratica(lease->db(), again.pratica)).size() == 2);
}

struct Trial {
  Fault fault;
  Survival survival;
};
const Trial trials[] = {{Fault::fails, Survival::everything},
                        {Fault::fails, Survival::only_synced},
                        {Fault::power_cut, Survival::only_synced},
                        {Fault::power_cut, Survival::torn}};

}  // namespace

TEST_CASE("given any operation of upload and sending meets a fault, then what was told is there") {
  Disk template_disk;
  RequestTown town(
      *template_disk.database,
      must(blob::open_disk_store(*template_disk.files, template_disk.folder.path() + "/blobs")));
  Anna with_draft{town.nobody(), {}};
  with_draft.draft = town.start(with_draft.who).id;
  must(town.save(with_draft.who, with_draft.draft, town.whole_story()));
  town.close();
  for (auto [fault, survival] : trials)
    for (int64_t n = 1;; ++n) {
      Disk disk(template_disk.folder.path());
      Anna anna = with_draft;
      if (Status started = disk.start(town); !started) fail_with(started.error());
      disk.disk->plan(fault, n);
      Status uploaded = anna.upload(town);
      expect_clear(uploaded);
      Status sent = uploaded ? anna.send(town) : uploaded;  // nobody sends without it
      expect_clear(sent);
      bool was_read_only = town.ledger->is_read_only();
      bool is_of_store = disk.disk->fault_met().find("ente.db") != std::string::npos;
      INFO("operation " << n << ": " << disk.disk->fault_met());
      CHECK(((uploaded && sent) || disk.disk->has_met_fault()));
      if (fault == Fault::fails) CHECK(was_read_only == is_of_store);
      town.close();
      bool has_met = disk.disk->has_met_fault();
      CHECK(disk.disk->syncs_tried_again() == 0);
      disk.disk->restart(survival, static_cast<uint64_t>(n));
      start_again_and_check(town, disk, anna);
      town.close();
      if (!has_met) break;
    }
}
