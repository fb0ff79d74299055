#include "platform/blob/garbage.h"

namespace digipro::blob {
namespace {

constexpr int page_size = 1000;

// A sorted list that comes in pages, read one by one.
class Pages {
 public:
  explicit Pages(Store::LivePage page) : page_(std::move(page)) {}

  // The next hash without taking it; null at the end.
  Result<const std::string*> peek() {
    if (at_ == items_.size() && !is_last_) {
      DIGIPRO_TRY(items, page_(items_.empty() ? std::string() : items_.back(), page_size));
      is_last_ = items.empty();
      if (!items.empty()) items_ = std::move(items);
      at_ = is_last_ ? items_.size() : 0;
    }
    return at_ < items_.size() ? &items_[at_] : nullptr;
  }
  void take() { ++at_; }

 private:
  Store::LivePage page_;
  std::vector<std::string> items_;
  size_t at_ = 0;
  bool is_last_ = false;
};

}  // namespace

Status compare_with_live(Store& store, const Store::LivePage& live,
                         const std::function<Status(const std::string&, bool)>& each) {
  Pages stored([&](const std::string& after, int limit) { return store.list(after, limit); });
  Pages mentioned(live);
  while (true) {
    DIGIPRO_TRY(hash, stored.peek());
    if (hash == nullptr) return {};
    DIGIPRO_TRY(mention, mentioned.peek());
    while (mention != nullptr && *mention < *hash) {
      mentioned.take();
      DIGIPRO_TRY(next, mentioned.peek());
      mention = next;
    }
    DIGIPRO_CHECK(each(*hash, mention != nullptr && *mention == *hash));
    stored.take();
  }
}

}  // namespace digipro::blob
