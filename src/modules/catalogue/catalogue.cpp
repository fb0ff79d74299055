#include <algorithm>

#include "base/text.h"
#include "modules/catalogue/module.h"
#include "modules/catalogue/package.h"

namespace digipro::catalogue {
namespace {

constexpr size_t query_bytes_max = 100;

// " parola parola ...": so that a word's beginning is found as " par".
std::string words_of(std::string_view text) {
  std::string folded = fold_for_search(text);
  for (char& c : folded) {
    bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<uint8_t>(c) > 127;
    if (!letter) c = ' ';
  }
  return " " + folded;
}

std::string search_text_of(const ServicePackage& package) {
  std::string text = package.title + " " + package.description + " " + join(package.keywords, " ");
  for (const std::string& slug : package.life_events)
    if (const LifeEvent* event = find_life_event(slug)) text += " " + std::string(event->name);
  for (const std::string& slug : package.categories)
    if (const Category* category = find_category(slug)) text += " " + std::string(category->name);
  return words_of(text);
}

}  // namespace

std::string_view name_of(Filing filing) {
  switch (filing) {
    case Filing::segnalazione:
      return "segnalazione";
    case Filing::istanza:
      return "istanza";
    case Filing::dichiarazione:
      return "dichiarazione";
    case Filing::comunicazione:
      return "comunicazione";
    case Filing::scia:
      return "scia";
    case Filing::accesso:
      return "accesso";
  }
  return "";
}

Result<std::unique_ptr<Catalogue>> Catalogue::load(const std::vector<PackageFile>& files,
                                                   const verbs::Registry& verbs) {
  auto catalogue = std::make_unique<Catalogue>();
  std::map<std::string, FilesOfPackage> by_package;
  for (const PackageFile& file : files) {
    auto parts = split(file.path, '/');
    if (parts.size() < 3 || parts[0] != "services") continue;
    std::string inside = file.path.substr(parts[0].size() + parts[1].size() + 2);
    by_package[parts[1]][inside] = &file.bytes;
  }
  Error problems = fail(ErrorCode::definition);
  for (const auto& [id, package_files] : by_package) {
    auto package = read_package(id, package_files, verbs);
    if (!package) {
      problems.detail += package.error().detail + "; ";
      for (FieldProblem& problem : package.error().fields) {
        problem.field = id + "/" + problem.field;
        problems.fields.push_back(std::move(problem));
      }
      continue;
    }
    catalogue->search_text_[id] = search_text_of(*package);
    catalogue->services_.emplace(id, std::move(*package));
  }
  if (!problems.detail.empty() || !problems.fields.empty()) return refuse(std::move(problems));
  return catalogue;
}

const ServicePackage* Catalogue::find_service(std::string_view id) const {
  auto found = services_.find(id);
  return found == services_.end() ? nullptr : &found->second;
}

std::vector<const ServicePackage*> Catalogue::services() const {
  std::vector<const ServicePackage*> all;
  for (const auto& [id, package] : services_) all.push_back(&package);
  std::sort(all.begin(), all.end(), [](const auto* a, const auto* b) {
    return fold_for_search(a->title) < fold_for_search(b->title);
  });
  return all;
}

std::vector<const ServicePackage*> Catalogue::of_life_event(std::string_view slug) const {
  auto all = services();
  std::erase_if(all, [&](const auto* package) {
    return std::find(package->life_events.begin(), package->life_events.end(), slug) ==
           package->life_events.end();
  });
  return all;
}

std::vector<const ServicePackage*> Catalogue::of_category(std::string_view slug) const {
  auto all = services();
  std::erase_if(all, [&](const auto* package) {
    return std::find(package->categories.begin(), package->categories.end(), slug) ==
           package->categories.end();
  });
  return all;
}

std::vector<const ServicePackage*> Catalogue::search(std::string_view query) const {
  std::string asked = words_of(is_valid_utf8(query) ? query.substr(0, query_bytes_max) : "");
  auto words = split(std::string(trim(asked)), ' ');
  std::erase(words, "");
  if (words.empty()) return {};
  std::vector<std::pair<int, const ServicePackage*>> found;
  for (const ServicePackage* package : services()) {
    const std::string& text = search_text_.at(package->id.text);
    std::string title = words_of(package->title);
    int in_title = 0;
    bool all = std::all_of(words.begin(), words.end(), [&](const std::string& word) {
      in_title += title.find(" " + word) != std::string::npos;
      return text.find(" " + word) != std::string::npos;
    });
    if (all) found.emplace_back(-in_title, package);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<const ServicePackage*> out;
  for (const auto& [rank, package] : found) out.push_back(package);
  return out;
}

const Message* Catalogue::find_message(const ServiceId& service, std::string_view name) const {
  const ServicePackage* package = find_service(service.text);
  if (package == nullptr) return nullptr;
  auto found = package->messages.find(name);
  return found == package->messages.end() ? nullptr : &found->second;
}

std::shared_ptr<const process::Definition> Catalogue::find(const std::string& hash) const {
  for (const auto& [id, package] : services_)
    if (package.process_hash == hash) return package.process;
  return nullptr;
}

}  // namespace digipro::catalogue
