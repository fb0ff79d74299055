// Which blobs nobody mentions any more: walks what is stored and what is live side by side, both
// in ascending order, a page at a time, so memory does not grow with the store. For the stores
// and for verify. One thread.
#pragma once
#include <functional>

#include "platform/blob/blob.h"

namespace digipro::blob {

// Calls `each` for every stored hash, in order, and says whether it is live.
Status compare_with_live(Store& store, const Store::LivePage& live,
                         const std::function<Status(const std::string& hash, bool is_live)>& each);

}  // namespace digipro::blob
