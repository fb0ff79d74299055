// A town that takes requests: real ledger, casework, catalogue, pages and routes of istanze on a
// store of the test, and visitors with a browser of the simplest kind. For tests only; one thread.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/people/people.h"
#include "modules/istanze/module.h"
#include "modules/posta/module.h"
#include "platform/db/testing/test_stores.h"

namespace digipro::istanze::testing {

// The value, or the end of the test with what went wrong.
void fail_with(const Error& error);
template <class Value>
Value must(Result<Value> result) {
  if (!result) fail_with(result.error());
  return std::move(*result);
}
inline ErrorCode code_of(const auto& result) {
  return result ? ErrorCode::internal : result.error().code;
}

struct Visitor {
  Caller caller;
  Viewer viewer;
};

struct Answer {
  int status = 0;
  std::string page;      // the body, or the error's name
  std::string location;  // of a redirect
  bool shows(std::string_view text) const { return page.find(text) != std::string::npos; }
};

class RequestTown {
 public:
  explicit RequestTown(db::testing::TestStore& store);
  RequestTown(db::Database& database, std::unique_ptr<blob::Store> store);

  // As the end of a process and the start of the next, on whatever stores; the refusal is open's.
  void close() { ledger.reset(); }
  Status open(db::Database& database, std::unique_ptr<blob::Store> store);

  Visitor nobody() const;
  Visitor person(const people::PersonalData& data);
  DraftAnswer start(const Visitor& who);
  Result<DraftAnswer> save(const Visitor& who, const std::string& draft, const std::string& json);
  Result<Draft> find(const Visitor& who, const std::string& draft);
  // All answers that a tree in danger wants, with a mail address.
  std::string whole_story() const;
  Result<Submitted> submit(const Visitor& who, const std::string& draft, int64_t revision,
                           const std::string& key = {});
  std::string draft_url(const std::string& draft) const;
  db::Rows rows(db::Sql statement);

  Answer get(const Visitor& who, const std::string& path);
  Answer post(const Visitor& who, const std::string& path, http::Fields form,
              std::vector<http::UploadedFile> files = {});
  // A file as the edge hands it over, its bytes staged in the town's store.
  http::UploadedFile upload(const std::string& field, const std::string& name,
                            std::string_view bytes);

  ManualClock clock{Instant{1'795'420'800'000'000}};  // Monday 2026-11-23, 09:00 in Rome
  std::unique_ptr<ledger::Ledger> ledger;
  std::unique_ptr<blob::Store> blobs;
  LinkSigner links{std::string(32, 'k')};
  std::function<Status(const blob::BlobRef&)> scan;  // read at every upload
  const catalogue::ServicePackage* service = nullptr;

 private:
  class Definitions final : public casework::DefinitionSource {
   public:
    std::shared_ptr<const process::Definition> find(const std::string& hash) const override {
      return source ? source->find(hash) : nullptr;
    }
    const casework::DefinitionSource* source = nullptr;
  };
  void add_verbs();
  Answer visit(const Visitor& who, http::Request request);

  CountingIdSource ids_;
  web::Town town_;
  verbs::Registry verbs_;
  Definitions definitions_;
  std::unique_ptr<casework::Casework> casework_;
  std::unique_ptr<catalogue::Catalogue> catalogue_;
  std::unique_ptr<web::Pages> pages_;
  std::optional<Parts> parts_;
  web::Routes routes_;
  std::map<std::string, posta::MessageText> messages_;
};

}  // namespace digipro::istanze::testing
