// Which name stands here, and what it means. A name may hold blanks and signs when it is known
// (DMN 1.5, clause 10.3.1.4: the longest known name wins); words that follow each other and no
// language word parts are one name in any case.
#include <algorithm>

#include "process/feel/builtins.h"
#include "process/feel/parser.h"

namespace digipro::feel {

Parser::Parser(std::string_view text, const Scope& scope, const CompileOptions& options)
    : text_(text), scope_(scope), options_(options) {
  for (const std::string& name : scope.names())
    if (!is_single_word(name)) special_names_.push_back(name);
  for (const std::string& name : scope.members())
    if (!is_single_word(name)) special_names_.push_back(name);
  for (std::string_view name : builtin_names())
    if (!is_single_word(name)) special_names_.emplace_back(name);
  std::ranges::sort(special_names_, [](auto& a, auto& b) { return a.size() > b.size(); });
}

size_t Parser::longest_known_name(size_t from, bool with_members, std::string& name) const {
  size_t longest = 0;
  auto try_name = [&](const std::string& candidate) {
    size_t end = match_name(text_, from, candidate);
    if (end <= longest) return;
    longest = end;
    name = candidate;
  };
  for (const Local& local : locals_)
    if (!is_single_word(local.name)) try_name(local.name);
  for (const std::string& special : special_names_) {
    bool is_member_only = !scope_.find(special) && !find_builtin(special);
    bool item_open = std::ranges::any_of(locals_, &Local::is_item);
    if (with_members || item_open || !is_member_only) try_name(special);
  }
  return longest;
}

// A name as it stands: the longest known one, or all words up to a sign or a language word.
std::string Parser::take_name(bool with_members) {
  std::string name;
  if (size_t end = longest_known_name(token_.begin, with_members, name)) {
    token_ = next_token(text_, end);
    return name;
  }
  if (token_.mark != Mark::name) {
    fail(token_.begin, "Qui serve un nome, c'è " + found() + ".");
    return {};
  }
  name = token_.text;
  advance();
  while (token_.mark == Mark::name && !is_keyword(token_.text)) {
    name += ' ' + token_.text;
    advance();
  }
  return name;
}

NodePointer Parser::parse_name() {
  size_t offset = token_.begin;
  std::string name = take_name(false);
  if (failed_) return nullptr;
  return resolve(name, offset);
}

// Inside filters the members of the items are names; which ones, only evaluation knows.
NodePointer Parser::resolve(const std::string& name, size_t offset) {
  std::vector<uint32_t> items;
  for (size_t at = locals_.size(); at-- > 0;) {
    if (locals_[at].is_item) items.push_back(static_cast<uint32_t>(at));
    if (locals_[at].name != name) continue;
    NodeBuilder node = make(Op::local, offset);
    node->slot = static_cast<uint32_t>(at);
    if (name == "?" && at == 0) uses_tested_value_ = true;
    if (name == "partial") partials_used_.push_back(node->slot);
    if (items.empty()) return finish(std::move(node));
    NodeBuilder member = make(Op::item_member, offset);
    member->slots = std::move(items);
    member->names.push_back(name);
    member->children.push_back(finish(std::move(node)));
    return finish(std::move(member));
  }
  NodePointer fixed = resolve_static(name, offset);
  if (failed_ || items.empty()) return fixed;
  NodeBuilder member = make(Op::item_member, offset);
  member->slots = std::move(items);
  member->names.push_back(name);
  if (fixed->op != Op::unknown) member->children.push_back(std::move(fixed));
  return finish(std::move(member));
}

NodePointer Parser::resolve_static(const std::string& name, size_t offset) {
  if (std::optional<size_t> slot = scope_.find(name)) {
    NodeBuilder node = make(Op::input, offset);
    node->slot = static_cast<uint32_t>(*slot);
    inputs_used_.push_back(*slot);
    return finish(std::move(node));
  }
  if (const Builtin* builtin = find_builtin(name)) {
    NodeBuilder node = make(Op::builtin, offset);
    node->builtin = builtin;
    return finish(std::move(node));
  }
  bool item_open = std::ranges::any_of(locals_, &Local::is_item);
  if (!options_.unknown_names_are_null && !item_open) {
    fail(offset, "Il nome «" + name + "» non è noto.");
    return nullptr;
  }
  NodeBuilder node = make(Op::unknown, offset);
  node->names.push_back(name);
  return finish(std::move(node));
}

void Parser::advance() {
  token_ = next_token(text_, token_.end);
  if (token_.mark == Mark::error) fail(token_.begin, token_.text);
}

bool Parser::take(std::string_view symbol) {
  if (failed_ || !token_.is(symbol)) return false;
  advance();
  return true;
}

bool Parser::take_word(std::string_view word) {
  if (failed_ || !token_.is_word(word)) return false;
  advance();
  return true;
}

bool Parser::expect(std::string_view symbol) {
  if (take(symbol)) return true;
  return fail(token_.begin, "Qui serve «" + std::string(symbol) + "», c'è " + found() + ".");
}

bool Parser::expect_word(std::string_view word) {
  if (take_word(word)) return true;
  return fail(token_.begin, "Qui serve «" + std::string(word) + "», c'è " + found() + ".");
}

// The first problem is the one worth telling; later ones follow from it.
bool Parser::fail(size_t offset, std::string sentence) {
  if (failed_) return false;
  failed_ = true;
  problem_offset_ = offset;
  problem_ = std::move(sentence);
  return false;
}

std::string Parser::found() const {
  if (token_.begin >= text_.size()) return "la fine";
  return "«" + std::string(text_.substr(token_.begin, token_.end - token_.begin)) + "»";
}

Parser::NodeBuilder Parser::make(Op op, size_t offset) const {
  auto node = std::make_unique<Node>();
  node->op = op;
  node->offset = static_cast<uint32_t>(offset);
  return node;
}

uint32_t Parser::bind(std::string name, bool is_item) {
  locals_.push_back({std::move(name), is_item});
  locals_max_ = std::max(locals_max_, static_cast<uint32_t>(locals_.size()));
  return static_cast<uint32_t>(locals_.size() - 1);
}

void Parser::unbind(size_t count) {
  if (!failed_) locals_.resize(locals_.size() - count);
}

Error Parser::error() const {
  size_t line = 1, column = 1;
  for (size_t at = 0; at < problem_offset_ && at < text_.size(); ++at) {
    if (text_[at] == '\n') {
      ++line;
      column = 1;
    } else if ((static_cast<unsigned char>(text_[at]) & 0xC0) != 0x80) {
      ++column;
    }
  }
  std::string place = std::to_string(line) + ":" + std::to_string(column);
  Error error = digipro::fail(ErrorCode::definition, place + " " + problem_);
  error.fields.push_back({place, problem_});
  return error;
}

Result<std::shared_ptr<const Tree>> Parser::result(NodePointer root) {
  if (!failed_ && token_.mark != Mark::end)
    fail(token_.begin, "Dopo l'espressione c'è ancora " + found() + ".");
  if (failed_) return refuse(error());
  auto tree = std::make_shared<Tree>();
  tree->text = std::string(text_);
  tree->root = std::move(root);
  tree->locals = locals_max_;
  std::ranges::sort(inputs_used_);
  auto repeated = std::ranges::unique(inputs_used_);
  inputs_used_.erase(repeated.begin(), repeated.end());
  tree->inputs_used = inputs_used_;
  return tree;
}

}  // namespace digipro::feel
