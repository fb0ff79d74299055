#include "modules/istanze/drafts.h"

namespace digipro::istanze {
namespace {

constexpr db::Sql insert_draft =
    "INSERT INTO bozza(id, service, service_version, person, answers, revision, created_at, "
    "updated_at, expires_at) VALUES(?, ?, ?, ?, ?, 1, ?, ?, ?)";
constexpr db::Sql select_draft =
    "SELECT id, service, service_version, person, answers, revision, created_at, updated_at, "
    "expires_at FROM bozza WHERE id = ?";
constexpr db::Sql select_of_person =
    "SELECT id, service, service_version, person, answers, revision, created_at, updated_at, "
    "expires_at FROM bozza WHERE person = ? ORDER BY updated_at DESC, id DESC LIMIT 50";
constexpr db::Sql update_answers =
    "UPDATE bozza SET answers = ?, revision = ?, updated_at = ?, expires_at = ? WHERE id = ?";
constexpr db::Sql delete_row = "DELETE FROM bozza WHERE id = ?";
constexpr db::Sql select_expired =
    "SELECT id FROM bozza WHERE expires_at < ? ORDER BY expires_at LIMIT ?";

Result<Draft> read_draft(const db::Row& row) {
  Draft draft;
  draft.id = row.text(0);
  draft.service = ServiceId(row.text(1));
  draft.service_version = row.text(2);
  draft.person = PersonId(row.text(3));
  DIGIPRO_TRY(answers, json::parse(row.text(4)));
  draft.answers = std::move(answers);
  draft.revision = row.integer(5);
  draft.created = {row.integer(6)};
  draft.updated = {row.integer(7)};
  draft.expires = {row.integer(8)};
  return draft;
}

// Every change of a draft moves its revision and its expiry.
Result<DraftAnswer> touch(ledger::Tx& tx, const Draft& draft, json::Value answers) {
  std::string text = json::dump(answers);
  if (text.size() > answers_bytes_max)
    return refuse(ErrorCode::too_large, "answers over their limit");
  DIGIPRO_CHECK(tx.exec(update_answers, std::move(text), draft.revision + 1, tx.now().microseconds,
                        tx.now().plus_seconds(draft_life_seconds).microseconds, draft.id));
  return DraftAnswer{draft.id, draft.revision + 1, std::move(answers)};
}

Result<DraftAnswer> apply_start(ledger::Tx& tx, const Caller& caller, const StartDraft& start) {
  std::string id = to_string(tx.new_id());
  json::Value answers = start.answers.is_null() ? json::Value::object() : start.answers;
  DIGIPRO_CHECK(tx.exec(insert_draft, id, start.service.text, start.service_version,
                        db::optional_text(caller.person.text), json::dump(answers),
                        tx.now().microseconds, tx.now().microseconds,
                        tx.now().plus_seconds(draft_life_seconds).microseconds));
  return DraftAnswer{id, 1, std::move(answers)};
}

Result<DraftAnswer> apply_save(ledger::Tx& tx, const Caller& caller, const SaveFields& save) {
  DIGIPRO_TRY(draft, find_draft(tx.db(), caller.person, save.draft, tx.now()));
  json::Object answers = draft.answers.members();
  bool changed = false;
  for (const auto& [field, value] : save.fields.members()) {
    auto found = answers.find(field);
    if (value.is_null()) {
      changed |= answers.erase(field) > 0;
    } else if (found == answers.end() || !(found->second == value)) {
      answers[field] = value;
      changed = true;
    }
  }
  if (!changed) return DraftAnswer{draft.id, draft.revision, draft.answers};
  return touch(tx, draft, json::Value(std::move(answers)));
}

Result<DraftAnswer> apply_attach(ledger::Tx& tx, const Caller& caller, const AttachFile& attach) {
  DIGIPRO_TRY(draft, find_draft(tx.db(), caller.person, attach.draft, tx.now()));
  json::Array files = draft.answers[attach.field].items();
  for (const json::Value& file : files)
    if (file["blob"].text() == attach.blob)
      return DraftAnswer{draft.id, draft.revision, draft.answers};
  if (files.size() >= attach.field_files_max)
    return refuse(ErrorCode::limit_exceeded, "no more files in this field");
  files.push_back(json::Value::object({{"blob", attach.blob},
                                       {"name", attach.name},
                                       {"type", attach.media_type},
                                       {"size", attach.size_bytes}}));
  json::Value answers = draft.answers;
  answers.set(attach.field, json::Value(std::move(files)));
  return touch(tx, draft, std::move(answers));
}

Result<DraftAnswer> apply_remove(ledger::Tx& tx, const Caller& caller, const RemoveFile& remove) {
  DIGIPRO_TRY(draft, find_draft(tx.db(), caller.person, remove.draft, tx.now()));
  json::Array kept;
  for (const json::Value& file : draft.answers[remove.field].items())
    if (file["blob"].text() != remove.blob) kept.push_back(file);
  json::Value answers = draft.answers;
  answers.set(remove.field, json::Value(std::move(kept)));
  return touch(tx, draft, std::move(answers));
}

Result<ledger::Done> apply_withdraw(ledger::Tx& tx, const Caller& caller, const WithdrawDraft& in) {
  DIGIPRO_TRY(draft, find_draft(tx.db(), caller.person, in.draft, tx.now()));
  DIGIPRO_CHECK(delete_draft(tx, draft.id));
  return ledger::Done{};
}

// Drafts need no preparing: what must be authorised depends on the row, which apply reads anyway.
template <class In>
Result<In> as_it_is(const ledger::ReadContext&, const Caller&, const In& in) {
  return in;
}

}  // namespace

json::Value DraftAnswer::to_json() const {
  return json::Value::object({{"id", id}, {"revision", revision}, {"answers", answers}});
}

Result<DraftAnswer> DraftAnswer::from_json(const json::Value& value) {
  return DraftAnswer{value.text_or("id", ""), value.int_or("revision", 0), value["answers"]};
}

std::string StartDraft::fingerprint() const {
  return service.text + "\n" + service_version + "\n" + json::dump(answers);
}
std::string SaveFields::fingerprint() const {
  return draft + "\n" + json::dump(fields);
}
std::string AttachFile::fingerprint() const {
  return draft + "\n" + field + "\n" + blob + "\n" + name;
}
std::string RemoveFile::fingerprint() const {
  return draft + "\n" + field + "\n" + blob;
}

Result<Draft> find_draft(db::Connection& db, const PersonId& viewer, const std::string& id,
                         Instant now) {
  DIGIPRO_TRY(rows, db.query(select_draft, id));
  if (rows.empty()) return refuse(ErrorCode::not_found, "no such draft");
  DIGIPRO_TRY(draft, read_draft(rows[0]));
  if (draft.expires < now) return refuse(ErrorCode::gone, "the draft has expired");
  if (!draft.person.empty() && draft.person != viewer) return refuse(ErrorCode::forbidden);
  return draft;
}

Result<std::vector<Draft>> drafts_of(db::Connection& db, const PersonId& person, Instant now) {
  DIGIPRO_TRY(rows, db.query(select_of_person, person.text));
  std::vector<Draft> drafts;
  for (const db::Row& row : rows) {
    DIGIPRO_TRY(draft, read_draft(row));
    if (draft.expires >= now) drafts.push_back(std::move(draft));
  }
  return drafts;
}

const ledger::Command<StartDraft, StartDraft, DraftAnswer>& start_draft() {
  static const ledger::Command<StartDraft, StartDraft, DraftAnswer> command{
      "istanze.start_draft", as_it_is<StartDraft>, apply_start};
  return command;
}

const ledger::Command<WithdrawDraft, WithdrawDraft, ledger::Done>& withdraw_draft() {
  static const ledger::Command<WithdrawDraft, WithdrawDraft, ledger::Done> command{
      "istanze.withdraw_draft", as_it_is<WithdrawDraft>, apply_withdraw};
  return command;
}

const ledger::Command<SaveFields, SaveFields, DraftAnswer>& save_fields() {
  static const ledger::Command<SaveFields, SaveFields, DraftAnswer> command{
      "istanze.save_fields", as_it_is<SaveFields>, apply_save};
  return command;
}

const ledger::Command<AttachFile, AttachFile, DraftAnswer>& attach_file() {
  static const ledger::Command<AttachFile, AttachFile, DraftAnswer> command{
      "istanze.attach_file", as_it_is<AttachFile>, apply_attach};
  return command;
}

const ledger::Command<RemoveFile, RemoveFile, DraftAnswer>& remove_file() {
  static const ledger::Command<RemoveFile, RemoveFile, DraftAnswer> command{
      "istanze.remove_file", as_it_is<RemoveFile>, apply_remove};
  return command;
}

Status delete_draft(ledger::Tx& tx, const std::string& id) {
  return tx.exec(delete_row, id);
}

Result<int> delete_expired(ledger::Tx& tx, int drafts_max) {
  DIGIPRO_TRY(rows, tx.query(select_expired, tx.now().microseconds, drafts_max));
  for (const db::Row& row : rows) DIGIPRO_CHECK(delete_draft(tx, row.text(0)));
  return static_cast<int>(rows.size());
}

}  // namespace digipro::istanze
