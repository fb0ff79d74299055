// A town whose offices work: real ledger, casework, packages, pages and routes on a store of the
// test; people who click. For tests only; one thread.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/ledger/ledger.h"
#include "modules/istanze/module.h"
#include "modules/posta/module.h"
#include "modules/scrivania/module.h"
#include "platform/db/testing/test_stores.h"

namespace digipro::scrivania::testing {

struct Worker {
  Caller caller;
  Viewer viewer;
  std::string name;
};

// What a browser got; `page` is the body, or the address of a redirect.
struct Answer {
  int status = 0;
  std::string page;
  http::Fields headers;
  bool shows(std::string_view text) const { return page.find(text) != std::string::npos; }
  size_t count(std::string_view text) const;
};

class DeskTown {
 public:
  // `packages`: more services than the program's own.
  explicit DeskTown(db::testing::TestStore& store,
                    std::vector<catalogue::PackageFile> packages = {});

  Worker worker(const char* given_name, const char* family_name,
                std::initializer_list<std::pair<const char*, Role>> seats);
  // A report as citizens file it, with a photo; gives the case.
  PraticaId file_report(const std::string& description,
                        const std::string& service = "segnalazione-aree-verdi");
  Answer visit(const Worker& who, http::Request request);
  Answer get(const Worker& who, const std::string& target, bool is_pane = false);
  Answer post(const Worker& who, const std::string& target, const http::Fields& form);
  // Sends the form of `page` whose address ends with `action` (and, for outcomes, whose hidden
  // "esito" is this one) with its hidden fields and `typed`.
  Answer send(const Worker& who, const Answer& page, const std::string& action,
              const std::string& outcome = {}, const http::Fields& typed = {});
  // The reporter answers the open question through the secret link.
  Answer reporter_answers(const PraticaId& pratica, const std::string& text);
  casework::Pratica find(const PraticaId& pratica);
  TaskId open_task(const PraticaId& pratica);
  int64_t journal_entries(const PraticaId& pratica, const std::string& kind);

  ManualClock clock{Instant{1'795'420'800'000'000}};  // Monday 2026-11-23, 09:00 in Rome
  std::unique_ptr<ledger::Ledger> ledger;

 private:
  void open_offices();
  void add_verbs();
  void load_packages(std::vector<catalogue::PackageFile> packages);
  void fill_draft(const istanze::DraftAnswer& draft, const std::string& description);

  class Definitions final : public casework::DefinitionSource {
   public:
    std::shared_ptr<const process::Definition> find(const std::string& hash) const override {
      return source ? source->find(hash) : nullptr;
    }
    const casework::DefinitionSource* source = nullptr;
  };

  CountingIdSource ids_;
  web::Town town_;
  Caller admin_;
  LinkSigner links_{std::string(32, 'k')};
  std::unique_ptr<blob::Store> blobs_ = blob::make_memory_store();
  verbs::Registry verbs_;
  Definitions definitions_;
  std::unique_ptr<casework::Casework> casework_;
  std::unique_ptr<catalogue::Catalogue> catalogue_;
  std::map<std::pair<std::string, std::string>, posta::MessageText> messages_;
  std::unique_ptr<web::Pages> pages_;
  std::optional<istanze::Parts> filing_;
  std::optional<Parts> desk_;
  web::Routes routes_;
};

}  // namespace digipro::scrivania::testing
