#include "core/journal/chain.h"

namespace digipro::journal {
namespace {

void add_big_endian(std::string& out, uint64_t number, int bytes) {
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(number >> (8 * i));
}

void add_field(std::string& out, std::string_view field) {
  add_big_endian(out, field.size(), 4);
  out += field;
}

void add_number(std::string& out, int64_t number) {
  add_big_endian(out, 8, 4);
  add_big_endian(out, static_cast<uint64_t>(number), 8);
}

}  // namespace

std::string entry_hash(crypto::Sha256& sha256, const ChainFields& fields) {
  std::string bytes;
  bytes.reserve(384 + fields.facts.size());
  add_field(bytes, fields.previous_hash);
  add_number(bytes, fields.seq);
  add_number(bytes, fields.at_microseconds);
  for (std::string_view text : {fields.command, fields.person, fields.on_behalf_of, fields.kind,
                                fields.subject, fields.pratica})
    add_field(bytes, text);
  add_number(bytes, fields.visibility);
  add_field(bytes, fields.facts);
  add_field(bytes, fields.payload_hash);
  sha256.add(bytes);
  return sha256.finish();
}

std::string payload_hash(crypto::Sha256& sha256, std::string_view salt, std::string_view payload) {
  std::string bytes;
  bytes.reserve(8 + salt.size() + payload.size());
  add_field(bytes, salt);
  add_field(bytes, payload);
  sha256.add(bytes);
  return sha256.finish();
}

}  // namespace digipro::journal
