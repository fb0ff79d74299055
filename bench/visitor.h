// A visitor of a bench: HTTP/1.1 over one kept connection, cookies, nothing else. One thread each.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace digipro::bench {

struct Answer {
  int status = 0;
  std::string location, body;
};

class Visitor {
 public:
  explicit Visitor(uint16_t port) : port_(port) {}
  ~Visitor();
  Visitor(const Visitor&) = delete;
  Visitor& operator=(const Visitor&) = delete;

  // From now on as a browser does; before, answers can be read as they are.
  void take_gzip() { takes_gzip_ = true; }
  Result<Answer> get(const std::string& path);
  Result<Answer> post(const std::string& path, const std::string& form);  // urlencoded

 private:
  Status connect();
  Result<Answer> exchange(const std::string& request);
  Result<Answer> receive();
  void keep_cookie(std::string_view header);
  std::string head(const char* method, const std::string& path) const;

  uint16_t port_;
  int socket_ = -1;
  bool takes_gzip_ = false;
  std::string got_;
  std::map<std::string, std::string> cookies_;
};

// The value of an attribute in the first tag of `html` that contains `mark`; "" when there is none.
std::string attribute_of(std::string_view html, std::string_view mark, std::string_view attribute);

}  // namespace digipro::bench
