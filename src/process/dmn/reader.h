// The reader's working state: what has been read and what is wrong. Private to process/dmn.
// reader.cpp finds the elements and what they require, reader_types.cpp reads item definitions,
// reader_boxed.cpp boxed expressions, reader_table.cpp decision tables.
#pragma once
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "format/xml.h"
#include "process/dmn/content.h"

namespace digipro::dmn {

// "decision" -> "Decisione"; an unknown name is given back.
std::string italian_name(std::string_view element);
// 'Decisione "Requisiti" (id requisiti, riga 30)'
std::string describe(const xml::Element& element);

class Reader {
 public:
  // Lenient: what DMN computes as null is no problem, see read_leniently.
  Reader(const xml::Element& root, bool is_lenient) : root_(root), is_lenient_(is_lenient) {}
  void read();
  std::vector<FieldProblem> problems;
  std::unique_ptr<Content> content = std::make_unique<Content>();

 private:
  void problem(const xml::Element& element, const std::string& sentence);
  void problem(const std::string& sentence);  // of the element being read, at where_

  // reader.cpp
  bool check_document();
  void collect();
  void add_element(const xml::Element& element, ElementKind kind);
  void read_requirements(ElementIndex index);
  void read_service(ElementIndex index);
  void read_logic(ElementIndex index);
  void require(ElementIndex index, const xml::Element& reference);
  ElementIndex target_of(const xml::Element& reference);
  void check_cycles();
  bool is_cyclic(ElementIndex index, std::vector<uint8_t>& seen) const;

  // reader_types.cpp
  void read_types();
  ItemPointer named_type(const std::string& name, const xml::Element& at);
  ItemPointer read_item(const xml::Element& item);
  ItemPointer read_plain_item(const xml::Element& item);
  ItemPointer read_function_item(const xml::Element& item);
  std::optional<feel::Expression> read_allowed(const xml::Element& item, std::string_view name,
                                               std::string& text);
  void add_members(const xml::Element& element);

  // reader_boxed.cpp
  const xml::Element* logic_in(const xml::Element& element) const;
  BoxedPointer boxed(const xml::Element& element);     // an expression itself
  BoxedPointer boxed_in(const xml::Element* element);  // the expression inside; a problem if none
  BoxedPointer literal(const xml::Element& element, bool may_be_empty = false);
  std::unique_ptr<Boxed> context(const xml::Element& element);
  std::unique_ptr<Boxed> invocation(const xml::Element& element);
  std::unique_ptr<Boxed> relation(const xml::Element& element);
  std::unique_ptr<Boxed> function(const xml::Element& element);
  std::unique_ptr<Boxed> conditional(const xml::Element& element);
  std::unique_ptr<Boxed> filter(const xml::Element& element);
  std::unique_ptr<Boxed> iteration(const xml::Element& element, BoxedKind kind);
  BoxedPointer nothing(std::string why);
  size_t add_name(const std::string& name);
  std::string text_of(const xml::Element& element);
  bool is_feel(const xml::Element& element);
  // Empty when the text is no FEEL: a problem, or `why` when it may be null.
  enum class Form { expression, tests, condition };
  std::optional<feel::Expression> compile(const std::string& text, Form form, std::string* why);

  // reader_table.cpp
  std::unique_ptr<Boxed> table(const xml::Element& element);
  void read_policy(const xml::Element& element, Table& table);
  void read_inputs(const xml::Element& element, Table& table);
  void read_outputs(const xml::Element& element, const ItemPointer& type, Table& table);
  void read_rule(const xml::Element& element, Table& table);
  feel::List read_priorities(const std::string& text);

  std::vector<const xml::Element*> children(const xml::Element& element,
                                            std::string_view name) const {
    return element.children_named(space_, name);
  }
  // While it lives, `where` stands in front of every problem.
  struct Place {
    Place(Reader& reader, const std::string& where) : reader_(reader), before_(reader.where_) {
      reader.where_ += where;
    }
    ~Place() { reader_.where_ = before_; }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    Reader& reader_;
    std::string before_;
  };
  // The names added while it lives are known until it ends.
  struct Names {
    explicit Names(Reader& reader) : reader_(reader), before_(reader.scope_.size()) {}
    ~Names() { reader_.scope_.shrink(before_); }
    Names(const Names&) = delete;
    Names& operator=(const Names&) = delete;
    Reader& reader_;
    size_t before_;
  };

  const xml::Element& root_;
  const bool is_lenient_;
  std::string space_;
  std::vector<const xml::Element*> sources_;  // by element index
  std::map<std::string, const xml::Element*, std::less<>> item_sources_;
  std::map<std::string, ItemPointer, std::less<>> items_;
  std::set<std::string, std::less<>> items_open_;  // being read: one that needs itself is wrong
  size_t expressions_ = 0;

  feel::Scope base_;  // types and members, for every element
  // Of the element being read:
  const xml::Element* owner_ = nullptr;
  std::string where_;  // "voce «totale»: "
  feel::Scope scope_;
  size_t frame_size_ = 0;
};

}  // namespace digipro::dmn
