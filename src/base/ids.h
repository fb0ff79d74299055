// Typed names of things, so that an office's id is never passed as a person's. Pure values.
#pragma once
#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

namespace digipro {

template <class Tag>
struct Id {
  std::string text;  // a Uuid in text form, or a short code chosen by people ("ambiente")
  Id() = default;
  explicit Id(std::string value) : text(std::move(value)) {}
  bool empty() const { return text.empty(); }
  auto operator<=>(const Id&) const = default;
};

using EnteId = Id<struct EnteTag>;        // short code: "borgoverde"
using PersonId = Id<struct PersonTag>;    // Uuid; empty means nobody is logged in
using OfficeId = Id<struct OfficeTag>;    // short code of an unità organizzativa: "verde"
using PraticaId = Id<struct PraticaTag>;  // Uuid of a case
using TaskId = Id<struct TaskTag>;        // Uuid of an open or done task
using DocumentId = Id<struct DocumentTag>;
using ServiceId = Id<struct ServiceTag>;  // "segnalazione-aree-verdi"

using JournalSeq = int64_t;  // 1, 2, 3 ... per ente, gapless, in commit order

}  // namespace digipro

template <class Tag>
struct std::hash<digipro::Id<Tag>> {
  size_t operator()(const digipro::Id<Tag>& id) const { return std::hash<std::string>{}(id.text); }
};
