#include "core/ledger/testing/registration.h"

namespace digipro::ledger::testing {
namespace {

constexpr db::Migration migrations[] = {{"registration", 1, R"sql(
CREATE TABLE registration(
  number BIGINT PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  object TEXT NOT NULL,
  sender TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX registration_sender ON registration(sender, number);
)sql"}};

constexpr db::Sql insert_row =
    "INSERT INTO registration(number, id, object, sender, at) VALUES(?, ?, ?, ?, ?)";
constexpr db::Sql select_numbers = "SELECT number FROM registration ORDER BY number";
constexpr std::string_view twin = "doppio ";

Result<RegistrationOut> apply(Tx& tx, const Caller& caller, const std::string& object) {
  RegistrationOut out;
  if (object == "rifiuta") {
    tx.next_number("registration");  // given back
    return refuse(ErrorCode::conflict, "refused before the first write");
  }
  out.number = tx.next_number("registration");
  std::string id = to_string(tx.new_id());
  if (object.starts_with(twin)) id = object.substr(twin.size());
  DIGIPRO_CHECK(
      tx.exec(insert_row, out.number, id, object, caller.person.text, tx.now().microseconds));
  if (object == "rifiuta dopo") return refuse(ErrorCode::conflict, "refused after a write");
  Event event;
  event.kind = "registration.made";
  event.subject = id;
  event.pratica = PraticaId("pratica-" + std::to_string(out.number % 7));
  event.facts = json::Value::object({{"number", out.number}});
  out.seq = tx.record(std::move(event));
  tx.enqueue({"posta.mail", id, json::Value::object({{"number", out.number}})});
  return out;
}

}  // namespace

std::span<const db::Migration> registration_migrations() {
  return migrations;
}

json::Value RegistrationOut::to_json() const {
  return json::Value::object({{"number", number}, {"seq", seq}});
}

Result<RegistrationOut> RegistrationOut::from_json(const json::Value& value) {
  return RegistrationOut{value.int_or("number", 0), value.int_or("seq", 0)};
}

const Registration& registration() {
  static const Registration command{
      "registration.make",
      [](const ReadContext&, const Caller&, const RegistrationIn& in) -> Result<std::string> {
        return in.object;
      },
      apply};
  return command;
}

Result<std::vector<int64_t>> registered_numbers(db::Connection& db) {
  DIGIPRO_TRY(rows, db.query(select_numbers, std::span<const db::Value>(), 1'000'000));
  std::vector<int64_t> numbers;
  for (const db::Row& row : rows) numbers.push_back(row.integer(0));
  return numbers;
}

}  // namespace digipro::ledger::testing
