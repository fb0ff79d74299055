#include "platform/scanner/scanner.h"

#include <doctest/doctest.h>

#include "platform/db/testing/test_stores.h"
#include "platform/testing/peer.h"

using namespace digipro;
using namespace std::string_literals;
using scanner::Limits;

namespace {

class Bytes final : public http::BodySource {
 public:
  explicit Bytes(std::string bytes, bool tells_size = true)
      : left_(std::move(bytes)),
        size_(tells_size ? static_cast<int64_t>(left_.size()) : int64_t{-1}) {}
  Result<std::string> read(size_t bytes_max) override {
    std::string some = left_.substr(0, bytes_max);
    left_.erase(0, some.size());
    return some;
  }
  int64_t size_bytes() const override { return size_; }

 private:
  std::string left_;
  int64_t size_;
};

// Takes a stream as clamd(8) says and answers by what it holds.
struct Clamd {
  std::string command, got;
  std::vector<size_t> chunks;
  void talk(testing::Talk& talk) {
    command = talk.bytes(10);
    for (;;) {
      std::string length = talk.bytes(4);
      if (length.size() < 4) return;
      size_t size = 0;
      for (char c : length) size = size << 8 | static_cast<uint8_t>(c);
      if (size == 0) break;
      chunks.push_back(size);
      got += talk.bytes(size);
    }
    bool is_bad = got.find("EICAR") != std::string::npos;
    talk.say(is_bad ? "stream: Eicar-Signature FOUND\0"s : "stream: OK\0"s);
  }
};

std::string at_port(const testing::Peer& peer) {
  return "127.0.0.1:" + std::to_string(peer.port());
}

// The refusal of a scanner that answers `answer` once it has the stream's beginning.
Error refusal(const std::string& answer) {
  testing::Peer peer([&](testing::Talk& talk) {
    talk.bytes(10);
    talk.say(answer);
  });
  auto scanner = scanner::make_clamd_scanner(at_port(peer), Limits{.seconds = 5}).value();
  Bytes bytes(std::string(1 << 20, 'x'));
  Status status = scanner->scan(bytes);
  REQUIRE_FALSE(status);
  return status.error();
}

}  // namespace

TEST_CASE("a clean file is streamed in chunks and let through, on both kinds of socket") {
  Clamd clamd;
  std::string file(150'000, 'f');
  Bytes bytes(file);
  {
    testing::Peer peer([&](testing::Talk& talk) { clamd.talk(talk); });
    auto scanner = scanner::make_clamd_scanner(at_port(peer)).value();
    CHECK(scanner->scan(bytes));
  }
  CHECK(clamd.command == "zINSTREAM\0"s);
  CHECK(clamd.got == file);
  CHECK(clamd.chunks == std::vector<size_t>{65536, 65536, 18928});

  db::testing::TempFolder folder;
  Clamd second;
  Bytes again(file, false), empty("");
  {
    testing::Peer peer(folder.path() + "/clamd.ctl", [&](testing::Talk& t) { second.talk(t); });
    auto scanner = scanner::make_clamd_scanner(folder.path() + "/clamd.ctl").value();
    CHECK(scanner->scan(again));
    CHECK(scanner->scan(empty));
  }
  CHECK(second.got == file);
}

TEST_CASE("a file with a virus is refused with the signature's name") {
  Clamd clamd;
  testing::Peer peer([&](testing::Talk& talk) { clamd.talk(talk); });
  auto scanner = scanner::make_clamd_scanner(at_port(peer)).value();
  Bytes bytes("... EICAR ...");
  Status status = scanner->scan(bytes);
  REQUIRE_FALSE(status);
  CHECK(status.error().code == ErrorCode::virus_found);
  CHECK(status.error().detail == "Eicar-Signature");
}

TEST_CASE("what cannot be scanned is refused, never let through") {
  // clamd closes its side when the stream is longer than StreamMaxLength, while we still send.
  CHECK(refusal("INSTREAM size limit exceeded. ERROR\0"s).detail ==
        "clamd: INSTREAM size limit exceeded. ERROR");
  CHECK(refusal("").code == ErrorCode::outside_failed);
  CHECK(refusal("stream: OK").code == ErrorCode::outside_failed);  // cut before its end
  CHECK(refusal(std::string(5000, 'a')).code == ErrorCode::outside_failed);
  Bytes bytes("x");
  std::string address;
  {
    testing::Peer silent([](testing::Talk& talk) { talk.drain(); });
    address = at_port(silent);
    auto scanner = scanner::make_clamd_scanner(address, Limits{.seconds = 1}).value();
    CHECK(scanner->scan(bytes).error().detail == "clamd: took too long");
  }
  for (const std::string& nobody : {address, "/nowhere/clamd.ctl"s})
    CHECK(scanner::make_clamd_scanner(nobody).value()->scan(bytes).error().code ==
          ErrorCode::outside_failed);
}

TEST_CASE("a stream beyond the limit is refused, whether it tells its size or not") {
  testing::Peer peer([](testing::Talk& talk) { talk.drain(); });
  auto scanner =
      scanner::make_clamd_scanner(at_port(peer), Limits{.bytes_max = 100, .chunk_bytes = 60})
          .value();
  Bytes telling(std::string(101, 'x')), silent(std::string(101, 'x'), false);
  CHECK(scanner->scan(telling).error().code == ErrorCode::too_large);
  CHECK(scanner->scan(silent).error().code == ErrorCode::too_large);
}

TEST_CASE("only one answer lets a file through") {
  CHECK(scanner::verdict_of("stream: OK"));
  CHECK(scanner::verdict_of("stream: OK\n"));
  CHECK(scanner::verdict_of("stream: X FOUND").error().code == ErrorCode::virus_found);
  CHECK(scanner::verdict_of("stream: a\nb FOUND").error().detail == "a?b");
  for (std::string_view answer : {"", "OK", "stream: ok", "stream: OK ", "stream:  FOUND",
                                  "stream: X FOUND stream: OK", "COMMAND READ TIMED OUT"})
    CHECK(scanner::verdict_of(answer).error().code == ErrorCode::outside_failed);
}

TEST_CASE("a wrong address is refused at start") {
  for (const char* wrong : {"", "localhost", ":3310", "localhost:", "localhost:clamd", "h:123456"})
    CHECK(scanner::make_clamd_scanner(wrong).error().code == ErrorCode::configuration);
  CHECK(scanner::make_clamd_scanner("/" + std::string(200, 'a')).error().code ==
        ErrorCode::configuration);
  CHECK(scanner::make_clamd_scanner("[::1]:3310"));
}
