// The rooms that every ente of an installation shares: verbs, casework, catalogue, blobs, links,
// pages. Built once from the settings, immutable afterwards (Towns guards itself): any thread.
// Members stand in the order in which they need each other.
#pragma once
#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/towns.h"
#include "core/access/link_token.h"
#include "core/casework/casework.h"
#include "modules/catalogue/module.h"
#include "modules/istanze/module.h"
#include "modules/istanze/receipt.h"
#include "modules/posta/module.h"
#include "platform/blob/blob.h"
#include "platform/config/config.h"
#include "platform/crypto/signing.h"
#include "platform/files/files.h"
#include "platform/log/log.h"
#include "platform/mail/mail.h"
#include "platform/pdf/pdf.h"
#include "platform/runner/runner.h"
#include "platform/scanner/scanner.h"
#include "web/page.h"

namespace digipro::app {

// Migrations of an ente's store, in the order of the modules.
std::vector<db::Migration> ente_migrations();

// The catalogue needs the verbs, the verbs casework, and casework the definitions of the
// catalogue: it asks for them here, later.
class LateDefinitions final : public casework::DefinitionSource {
 public:
  std::shared_ptr<const process::Definition> find(const std::string& hash) const override {
    return source ? source->find(hash) : nullptr;
  }
  const casework::DefinitionSource* source = nullptr;
};

struct House {
  // Refuses with configuration, definition (a package or a template), storage_failed.
  static Result<std::unique_ptr<House>> build(const config::Settings& settings, const Clock& clock,
                                              log::Log& log);
  // Only what needs no data folder: verbs, casework, catalogue.
  static Result<std::unique_ptr<House>> of_packages(const config::Settings& settings,
                                                    log::Log& log);

  config::Settings settings;
  log::Log& log;
  std::unique_ptr<files::Files> files;
  std::unique_ptr<blob::Store> blobs;
  std::unique_ptr<mail::Sender> mail;
  std::unique_ptr<scanner::Scanner> scanner;  // null: none is configured
  std::unique_ptr<LinkSigner> links;
  std::unique_ptr<web::Pages> pages;
  Towns towns;
  std::atomic<int> port{0};  // once the program listens: links of an installation without a name
  verbs::Registry verbs;
  LateDefinitions definitions;
  std::unique_ptr<casework::Casework> casework;
  std::unique_ptr<catalogue::Catalogue> catalogue;
  std::map<std::pair<std::string, std::string>, posta::MessageText> message_texts;
  std::unique_ptr<istanze::Parts> istanze;
  std::optional<crypto::SigningKey> seal_key;
  std::unique_ptr<runner::Runner> runner;
  std::unique_ptr<pdf::Printer> printer;
  std::unique_ptr<istanze::DocumentTemplates> templates;

  // "https://servizi.comune.example.it", without a slash at the end.
  std::string public_url() const;
  // The whole secret link of a filing.
  Result<std::string> link_of(db::Connection& db, const PraticaId& pratica) const;

 private:
  House(config::Settings given, log::Log& where) : settings(std::move(given)), log(where) {}
  Status load_packages();
  Status open_folder(const Clock& clock);
  void share_istanze();
  void add_verbs();
};

std::string office_name(db::Connection& db, const OfficeId& office);
// Name of the office's head on the day, or of the office above that has one; "" when none has.
std::string responsible_of(db::Connection& db, const OfficeId& office, Instant now);

// A secret of the installation in its data folder (0600): read, or made at the first start.
Result<std::string> installation_key(files::Files& files, const std::string& folder,
                                     const std::string& name);

}  // namespace digipro::app
