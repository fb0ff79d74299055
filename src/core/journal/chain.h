// The hash chain of the journal: how an entry's fields become bytes and a hash. Used by the writer
// of the ledger and by verify(). Pure; one Sha256 object per thread.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "platform/crypto/sha256.h"

namespace digipro::journal {

struct ChainFields {
  std::string_view previous_hash;  // 32 raw bytes; empty before the first entry
  int64_t seq = 0, at_microseconds = 0;
  std::string_view command, person, on_behalf_of, kind, subject, pratica;
  int64_t visibility = 0;
  std::string_view facts;         // canonical JSON as stored
  std::string_view payload_hash;  // 32 raw bytes; empty without a payload
};

// SHA-256 over all fields in this order; numbers are 8 bytes big-endian, every field is preceded by
// its length in 4 bytes big-endian. 32 raw bytes.
std::string entry_hash(crypto::Sha256& sha256, const ChainFields& fields);
// SHA-256 over salt and payload, each preceded by its length. 32 raw bytes.
std::string payload_hash(crypto::Sha256& sha256, std::string_view salt, std::string_view payload);

}  // namespace digipro::journal
