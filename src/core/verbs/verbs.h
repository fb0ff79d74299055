// Verbs: what a process can ask of the town hall ("protocollo.register", "posta.send"). Declared
// once by the module that does it; from the declaration come validation, documentation, the
// designer's palette and the bus's steps. A local verb runs inside apply and its result goes back
// into step() at once; a remote one leaves by the outbox and its result is a later command.
// Filled at start by app/wiring, read-only afterwards: any thread.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/ledger/command.h"

namespace digipro::verbs {

enum class Kind { local, remote };
enum class Type { text, number, boolean, date, list, context };
struct Parameter {
  std::string name;
  Type type = Type::text;
  bool required = true;
  std::string meaning;  // Italian, for the designer
};

// The case a verb acts in.
struct Subject {
  PraticaId pratica;
  std::string iter;
  std::string element;  // id of the service task
  int64_t token = 0;    // which visit of it: a loop calls the same element again
  // The idempotency key of a remote verb; casework::verb_result takes it back.
  std::string key() const { return iter + "/" + std::to_string(token); }
};

struct Verb {
  std::string name;  // "protocollo.register"
  Kind kind = Kind::local;
  std::string title;  // Italian: "Registra a protocollo"
  std::vector<Parameter> input, output;
  // Local verbs. Input has been checked against `input`.
  std::function<Result<json::Value>(ledger::Tx&, const Caller&, const Subject&, const json::Value&)>
      run;
  // Remote verbs: the effect that does it; its result is handed to casework by the outbox handler.
  std::function<Result<ledger::Effect>(ledger::Tx&, const Subject&, const json::Value&)> effect;
};

class Registry {
 public:
  void add(Verb verb);                            // asserts that the name is new
  const Verb* find(std::string_view name) const;  // null when unknown
  std::vector<const Verb*> all() const;           // sorted by name
  // Checks presence and type of every parameter; unknown ones are refused.
  static Status check(const std::vector<Parameter>& parameters, const json::Value& values);

 private:
  std::map<std::string, Verb, std::less<>> verbs_;
};

}  // namespace digipro::verbs
