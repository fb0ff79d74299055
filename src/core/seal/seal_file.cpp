// A seal as text: what is signed, and the file that leaves.
#include "base/text.h"
#include "core/seal/seal.h"

namespace digipro::seal {
namespace {

constexpr std::string_view format_name = "digipro-seal-1";
constexpr int64_t file_bytes_max = 4'000;
constexpr std::string_view file_ending = ".json";

std::string hex(std::string_view raw) {
  return to_hex({reinterpret_cast<const uint8_t*>(raw.data()), raw.size()});
}

tl::unexpected<Error> malformed(std::string_view what) {
  return refuse(ErrorCode::malformed, "seal: " + std::string(what));
}

Result<std::string> raw_of(const json::Value& root, std::string_view key, size_t bytes) {
  auto raw = from_hex(root[key].text());
  if (!raw || raw->size() != bytes) return malformed(key);
  return raw;
}

}  // namespace

std::string signed_text(const Seal& seal) {
  return std::string(format_name) + "\n" + seal.ente.text + "\n" + to_iso(seal.day) + "\n" +
         std::to_string(seal.seq) + "\n" + seal.hash + "\n" + to_rfc3339(seal.sealed_at) + "\n";
}

std::string path_of(const std::string& folder, const EnteId& ente, Date day) {
  return folder + "/" + ente.text + "/" + to_iso(day) + std::string(file_ending);
}

std::string to_file(const Seal& seal) {
  return json::dump_pretty(json::Value::object({{"format", format_name},
                                                {"ente", seal.ente.text},
                                                {"day", to_iso(seal.day)},
                                                {"seq", seal.seq},
                                                {"hash", seal.hash},
                                                {"sealed_at", to_rfc3339(seal.sealed_at)},
                                                {"public_key", hex(seal.public_key)},
                                                {"signature", hex(seal.signature)}})) +
         "\n";
}

Result<Seal> parse_file(std::string_view text) {
  DIGIPRO_TRY(root, json::parse(text, {.bytes_max = file_bytes_max, .depth_max = 2}));
  if (root["format"].text() != format_name) return malformed("format");
  Seal seal;
  seal.ente = EnteId(root["ente"].text());
  if (seal.ente.empty()) return malformed("ente");
  auto day = parse_iso_date(root["day"].text());
  if (!day) return malformed("day");
  seal.day = *day;
  seal.seq = root.int_or("seq", 0);
  if (seal.seq < 1) return malformed("seq");
  DIGIPRO_TRY(hash, raw_of(root, "hash", 32));
  seal.hash = hex(hash);
  auto sealed_at = parse_rfc3339(root["sealed_at"].text());
  if (!sealed_at) return malformed("sealed_at");
  seal.sealed_at = *sealed_at;
  DIGIPRO_TRY(public_key, raw_of(root, "public_key", 32));
  seal.public_key = std::move(public_key);
  DIGIPRO_TRY(signature, raw_of(root, "signature", 64));
  seal.signature = std::move(signature);
  return seal;
}

Result<Seal> read_file(files::Files& files, const std::string& folder, const EnteId& ente,
                       Date day) {
  DIGIPRO_TRY(text, files::read_file(files, path_of(folder, ente, day), file_bytes_max));
  DIGIPRO_TRY(seal, parse_file(text));
  if (seal.ente != ente || seal.day != day) return malformed("it is of another ente or day");
  return seal;
}

Result<std::vector<Date>> days_outside(files::Files& files, const std::string& folder,
                                       const EnteId& ente) {
  std::vector<Date> days;
  if (folder.empty()) return days;
  auto entries = files.list(folder + "/" + ente.text);
  if (!entries && entries.error().code == ErrorCode::not_found) return days;
  if (!entries) return refuse(std::move(entries.error()));
  for (const files::Entry& entry : *entries) {
    std::string_view name = entry.name;
    if (entry.is_folder || !name.ends_with(file_ending)) continue;
    auto day = parse_iso_date(name.substr(0, name.size() - file_ending.size()));
    if (day) days.push_back(*day);
  }
  return days;
}

}  // namespace digipro::seal
