#include "core/casework/run.h"

#include <algorithm>

namespace digipro::casework {
namespace {

constexpr int steps_max = 200;  // engine steps of one command: local verbs answer at once
constexpr size_t state_bytes_max = 256 * 1024;

constexpr db::Sql select_iter =
    "SELECT i.pratica, i.definition, i.state, i.version, i.started_at, p.service FROM iter i "
    "JOIN pratica p ON p.id = i.pratica WHERE i.id = ?";
constexpr db::Sql insert_iter =
    "INSERT INTO iter(id, pratica, definition, state, status, version, started_at, ended_at) "
    "VALUES(?, ?, ?, ?, ?, 1, ?, ?)";
constexpr db::Sql update_iter =
    "UPDATE iter SET state = ?, status = ?, version = version + 1, ended_at = ? WHERE id = ?";
constexpr db::Sql count_other_iters =
    "SELECT 1 FROM iter WHERE pratica = ? AND status = 'running' AND id <> ? LIMIT 1";
// An empty office and a running case leave their columns as they are.
constexpr db::Sql update_pratica =
    "UPDATE pratica SET state = ?, office = COALESCE(?, office), closed_at = ?, "
    "ricicli = ricicli + ? WHERE id = ?";

}  // namespace

Result<Casework::Run> Casework::Run::load(const Casework& casework, ledger::Tx& tx,
                                          const Caller& caller, const std::string& iter) {
  DIGIPRO_TRY(rows, tx.query(select_iter, iter));
  if (rows.empty()) return refuse(ErrorCode::not_found, "iter " + iter);
  Run run{casework, tx, caller, iter, {}, {}, {}, {}, {}};
  run.pratica = PraticaId(rows[0].text(0));
  run.definition_hash = rows[0].text(1);
  run.version = rows[0].integer(3);
  run.started_at = Instant{rows[0].integer(4)};
  run.service = ServiceId(rows[0].text(5));
  DIGIPRO_TRY(found, casework.definition(tx.db(), run.definition_hash));
  run.definition = std::move(found);
  DIGIPRO_TRY(saved, json::parse(rows[0].text(2)));
  DIGIPRO_TRY(state, process::state_from_json(*run.definition, saved));
  run.state = std::move(state);
  return run;
}

Status Casework::Run::apply(process::StepCommand command) {
  std::deque<process::StepCommand> commands;
  commands.push_back(std::move(command));
  for (int steps = 0; !commands.empty(); ++steps) {
    if (steps >= steps_max) {
      return refuse(ErrorCode::limit_exceeded,
                    "iter " + iter + ": il processo gira senza fermarsi");
    }
    process::StepCommand next = std::move(commands.front());
    commands.pop_front();
    DIGIPRO_CHECK(step(next, commands));
  }
  return {};
}

// Effects before the journal, which names the tasks they made; verbs after it, so that the journal
// tells what they do in the order in which it happened.
Status Casework::Run::step(const process::StepCommand& command,
                           std::deque<process::StepCommand>& next) {
  auto result = process::step(*definition, state, command, tx.now());
  if (!result) return refuse(std::move(result.error()));
  state = std::move(result->state);
  for (const process::Effect& effect : result->effects) {
    DIGIPRO_CHECK(std::visit([&](const auto& given) { return act(given); }, effect));
  }
  for (const process::Event& event : result->events) journal(event);
  for (const process::Effect& effect : result->effects) {
    const auto* verb = std::get_if<process::CallVerb>(&effect);
    // A terminate event later in the same step may have taken the token away.
    if (!verb || !state.find_token(verb->token)) continue;
    DIGIPRO_TRY(answer, call(*verb));
    if (answer) next.push_back(std::move(*answer));
  }
  return {};
}

PraticaState Casework::Run::pratica_state() const {
  bool has_task =
      std::any_of(state.tokens.begin(), state.tokens.end(),
                  [](const process::Token& token) { return token.rest == process::Rest::task; });
  if (has_task) return PraticaState::aperta;
  bool is_asking = std::any_of(state.subscriptions.begin(), state.subscriptions.end(),
                               [&](const process::Subscription& subscription) {
                                 const auto* message = definition->message(subscription.node);
                                 return message && !message->answer.empty();
                               });
  return is_asking ? PraticaState::in_attesa : PraticaState::aperta;
}

Status Casework::Run::save_pratica() {
  PraticaState now_is = pratica_state();
  if (state.status == process::IterStatus::ended) {
    now_is = PraticaState::chiusa;
    if (version != 0) {
      DIGIPRO_TRY(others, tx.query(count_other_iters, pratica.text, iter));
      if (!others.empty()) now_is = PraticaState::aperta;
    }
  }
  db::Value closed_at;
  if (now_is == PraticaState::chiusa) closed_at = tx.now().microseconds;
  return tx.exec(update_pratica, name_of(now_is), db::optional_text(office.text), closed_at,
                 ricicli, pratica.text);
}

Status Casework::Run::save() {
  std::string saved = json::dump(process::to_json(*definition, state));
  if (saved.size() > state_bytes_max) {
    return refuse(ErrorCode::limit_exceeded, "iter " + iter + ": le variabili sono troppo grandi");
  }
  bool has_ended = state.status == process::IterStatus::ended;
  const char* status = has_ended ? "ended" : "running";
  db::Value ended_at;
  if (has_ended) ended_at = tx.now().microseconds;
  if (version == 0) {
    DIGIPRO_CHECK(tx.exec(insert_iter, iter, pratica.text, definition_hash, saved, status,
                          started_at.microseconds, ended_at));
  } else {
    DIGIPRO_CHECK(tx.exec(update_iter, saved, status, ended_at, iter));
  }
  return save_pratica();
}

}  // namespace digipro::casework
