// Drafts of requests: what a person has typed so far, kept until it is sent or expires. Drafts go
// through the Ledger like everything, but are not journaled: nothing has happened yet. Whoever
// holds the draft's link may continue it; a logged-in person's draft opens for that person only.
// Functions and commands; any thread.
#pragma once
#include <string>
#include <vector>

#include "core/ledger/ledger.h"

namespace digipro::istanze {

constexpr int64_t draft_life_seconds = 30 * 86'400;  // after the last change
constexpr size_t answers_bytes_max = 64 * 1024;
struct Draft {
  std::string id;
  ServiceId service;
  std::string service_version;
  PersonId person;       // empty: started without login
  json::Value answers;   // field -> raw value, as core/forms reads them
  int64_t revision = 0;  // counts changes; what is sent must be the revision that was shown
  Instant created, updated, expires;
};

// not_found; gone when it has expired; forbidden when it is another person's.
Result<Draft> find_draft(db::Connection& db, const PersonId& viewer, const std::string& id,
                         Instant now);
// A person's drafts, last changed first, at most 50.
Result<std::vector<Draft>> drafts_of(db::Connection& db, const PersonId& person, Instant now);

struct DraftAnswer {
  std::string id;
  int64_t revision = 0;
  json::Value answers;
  json::Value to_json() const;
  static Result<DraftAnswer> from_json(const json::Value& value);
};

struct StartDraft {
  ServiceId service;
  std::string service_version;
  json::Value answers;  // prefilled
  std::string fingerprint() const;
};
const ledger::Command<StartDraft, StartDraft, DraftAnswer>& start_draft();

// Sets some fields; the others stay. A null removes the field.
struct SaveFields {
  std::string draft;
  json::Value fields;
  std::string fingerprint() const;
};
const ledger::Command<SaveFields, SaveFields, DraftAnswer>& save_fields();

// Adds a file to an attachments field. The blob is stored and synced before (platform/blob);
// `field_files_max` is the form's limit. The same blob again changes nothing.
struct AttachFile {
  std::string draft, field;
  std::string blob;  // SHA-256, hex
  std::string name, media_type;
  int64_t size_bytes = 0;
  size_t field_files_max = 1;
  std::string fingerprint() const;
};
const ledger::Command<AttachFile, AttachFile, DraftAnswer>& attach_file();

struct RemoveFile {
  std::string draft, field, blob;
  std::string fingerprint() const;
};
const ledger::Command<RemoveFile, RemoveFile, DraftAnswer>& remove_file();

// The person throws the draft away; nothing of it is kept. Refuses as find_draft.
struct WithdrawDraft {
  std::string draft;
  std::string fingerprint() const { return draft; }
};
const ledger::Command<WithdrawDraft, WithdrawDraft, ledger::Done>& withdraw_draft();

// Within submit or withdrawal.
Status delete_draft(ledger::Tx& tx, const std::string& id);
// Drafts whose time is over, oldest first; for the daily clean-up.
Result<int> delete_expired(ledger::Tx& tx, int drafts_max);

extern const db::Migration migrations[2];

}  // namespace digipro::istanze
