// XES (IEEE 1849): event logs as XML. Read as a stream: every case is handed on when its trace
// ends, so memory does not grow with the log. Of an event the keys concept:name, org:resource and
// time:timestamp count; of a trace its own attributes, and "deadline" when it is a date. A time
// without zone is read as UTC. One thread.
#pragma once
#include <functional>
#include <memory>
#include <string_view>

#include "base/result.h"
#include "format/xml.h"
#include "process/mining/event_log.h"

namespace digipro::mining {

class XesReader {
 public:
  explicit XesReader(std::function<Status(Case)> on_case,
                     xml::ParseLimits limits = {
                         .bytes_max = size_t{4} << 30, .depth_max = 32, .nodes_max = 500'000'000});
  ~XesReader();

  // Refuses with malformed (naming the line), too_large, or as on_case did.
  Status feed(std::string_view bytes);
  Status finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace digipro::mining
