// What reading a package needs in several places: checked access to JSON that collects every
// mistake with file and place instead of stopping at the first. Internal to the catalogue.
#pragma once
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "modules/catalogue/package.h"

namespace digipro::catalogue {

class Reader {
 public:
  Reader(std::string file, Error& problems) : file_(std::move(file)), problems_(problems) {}

  void expect(bool holds, std::string_view place, std::string sentence);
  void add(const Error& error);
  // Null, with a problem, when the package lacks the file.
  const std::string* file(const FilesOfPackage& files, std::string_view name);
  std::string text(const json::Value& object, std::string_view key, size_t characters_max);
  std::vector<std::string> texts(const json::Value& object, std::string_view key, size_t items_min,
                                 size_t items_max);
  int64_t number(const json::Value& object, std::string_view key, int64_t minimum, int64_t maximum);
  // Index in `words`; 0 with a problem when it is none of them.
  size_t one_of(const json::Value& object, std::string_view key,
                std::initializer_list<std::string_view> words);
  void known_keys(std::string_view place, const json::Value& object,
                  std::span<const std::string_view> known,
                  std::initializer_list<std::string_view> more);

 private:
  std::string file_;
  Error& problems_;
};

// package_rules.cpp: of service.json; of form.json; of process.bpmn.
void check_shape(Reader& in, const json::Value& json, const ServicePackage& package);
void check_attachments(Reader& in, const ServicePackage& package);
// Fields of the form that service.json names are there.
void check_answers_used(Reader& in, const ServicePackage& package);
void check_messages(Reader& in, const ServicePackage& package);

void read_messages(Reader& in, const std::string& text, ServicePackage& package);
// Every {{name}} of a text, in order.
std::vector<std::string> variables_in(std::string_view text);

}  // namespace digipro::catalogue
