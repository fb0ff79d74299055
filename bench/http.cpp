// `digipro bench http`: visitors who are not logged in against the real program as a child process:
// of ten requests seven read a page, two save a field of a draft, one opens a list. CPU and memory
// are those of the child alone, from /proc. The reference is the same edge in a child of its own
// that answers every request with a ready page: what HTTP itself costs on this machine at this
// time.
#include <signal.h>
#include <stdlib.h>

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <thread>

#include "base/text.h"
#include "bench/bench.h"
#include "bench/child.h"
#include "bench/measure.h"
#include "bench/visitor.h"
#include "platform/http/http.h"

namespace digipro::bench {
namespace {

constexpr const char* service = "/servizi/segnalazione-aree-verdi";
constexpr size_t bare_page_bytes = 16 * 1024;
constexpr int requests_in_round = 10;

enum class Kind { read, autosave, list };
constexpr Kind mix[requests_in_round] = {Kind::read, Kind::read, Kind::autosave, Kind::read,
                                         Kind::read, Kind::list, Kind::read,     Kind::autosave,
                                         Kind::read, Kind::read};

struct Load {
  int visitors = 16;
  double seconds = 10;
};

// One visitor with a draft of a report under way.
class Person {
 public:
  explicit Person(uint16_t port) : visitor_(port) {}

  Status begin() {
    DIGIPRO_TRY(sheet, visitor_.get(service));
    std::string csrf = unescaped(attribute_of(sheet.body, "name=\"_csrf\"", "value"));
    DIGIPRO_TRY(started,
                visitor_.post(std::string(service) + "/avvia", "_csrf=" + url_encode(csrf)));
    for (Answer at = started; !at.location.empty();) {
      draft_ = at.location;
      DIGIPRO_TRY(next, visitor_.get(at.location));
      at = std::move(next);
      page_ = at.body;
    }
    csrf_ = unescaped(attribute_of(page_, "name=\"_csrf\"", "value"));
    size_t step = draft_.rfind("/passo/");
    if (csrf_.empty() || step == std::string::npos)
      return refuse(ErrorCode::outside_failed, "no draft was begun: " + draft_);
    save_ = draft_.substr(0, step) + "/salva/" + draft_.substr(step + 7);
    visitor_.take_gzip();
    return {};
  }

  Status ask(int64_t round) {
    static const std::string reads[] = {"/", service,       "/servizi", "", "/mappa-del-sito",
                                        "",  "/note-legali"};
    static const std::string lists[] = {std::string(service) + "/elenco", "/cerca?q=alberi"};
    switch (mix[round % requests_in_round]) {
      case Kind::read: {
        const std::string& path = reads[static_cast<size_t>(round) % std::size(reads)];
        return expect_page(visitor_.get(path.empty() ? draft_ : path));
      }
      case Kind::autosave:
        return expect_page(visitor_.post(
            save_, "_csrf=" + url_encode(csrf_) + "&_version=1&problema=erba&descrizione=" +
                       url_encode("Erba alta nel parco, volta " + std::to_string(round))));
      case Kind::list:
        return expect_page(visitor_.get(lists[static_cast<size_t>(round) / requests_in_round % 2]));
    }
    return {};
  }

 private:
  static std::string unescaped(const std::string& text) { return replace_all(text, "&#x3D;", "="); }
  static Status expect_page(const Result<Answer>& answer) {
    if (!answer) return refuse(answer.error());
    if (answer->status == 200) return {};
    return refuse(ErrorCode::outside_failed, "status " + std::to_string(answer->status));
  }
  Visitor visitor_;
  std::string draft_, save_, page_, csrf_;
};

struct Served {
  double requests = 0, seconds = 0, p50 = 0, p99 = 0;  // latencies in microseconds
};

// Every thread makes one of `make` and asks until the time is over.
template <class Make>
Result<Served> drive(const Load& load, Make make) {
  std::vector<std::vector<double>> latencies(static_cast<size_t>(load.visitors));
  std::vector<std::thread> threads;
  std::atomic<int64_t> requests = 0;
  std::vector<Status> ends(static_cast<size_t>(load.visitors));
  double start = seconds_now();
  for (size_t i = 0; i < ends.size(); ++i)
    threads.emplace_back([&, i] {
      auto ask = make(i);
      int64_t round = static_cast<int64_t>(i) * 3;
      for (double before = seconds_now(); before - start < load.seconds && ends[i]; ++round) {
        ends[i] = ask(round);
        double after = seconds_now();
        latencies[i].push_back((after - before) * 1e6);
        before = after;
        requests += 1;
      }
    });
  for (std::thread& thread : threads) thread.join();
  for (const Status& end : ends) DIGIPRO_CHECK(end);
  std::vector<double> all;
  for (const auto& some : latencies) all.insert(all.end(), some.begin(), some.end());
  return Served{static_cast<double>(requests), seconds_now() - start, percentile(all, 0.5),
                percentile(all, 0.99)};
}

// The reference: in a child process, so that its CPU is counted alone. Until SIGTERM.
int serve_bare() {
  std::string page(bare_page_bytes, 'x');
  http::ServerSettings settings;
  settings.port = 0;
  auto server = http::make_server(
      settings, [&page](http::Request&) { return http::Response::text(page); },
      [](const http::Request&, const http::UploadedFile&) {
        return std::shared_ptr<http::UploadSink>();
      },
      [](const Error& error, const http::Request&) {
        return http::Response::text(std::string(error.name()), error.http_status());
      });
  sigset_t asked;
  sigemptyset(&asked);
  sigaddset(&asked, SIGTERM);
  sigprocmask(SIG_BLOCK, &asked, nullptr);
  if (!server->start()) return 1;
  std::printf("Indirizzo: http://127.0.0.1:%d/\n", server->port());
  std::fflush(stdout);
  int signal = 0;
  sigwait(&asked, &signal);
  server->stop(1);
  return 0;
}

Result<double> bare_milliseconds(const Load& load) {
  DIGIPRO_TRY(child, Child::start(serve_bare));
  double before = child.cpu_seconds();
  std::vector<std::unique_ptr<Visitor>> visitors;
  for (int i = 0; i < load.visitors; ++i)
    visitors.push_back(std::make_unique<Visitor>(child.port()));
  DIGIPRO_TRY(served, drive(load, [&](size_t i) {
                return [visitor = visitors[i].get()](int64_t) -> Status {
                  DIGIPRO_CHECK(visitor->get("/"));
                  return {};
                };
              }));
  return (child.cpu_seconds() - before) / served.requests * 1e3;
}

Status run(const std::string& folder, const Load& load) {
  Load brief{load.visitors, load.seconds / 4};
  DIGIPRO_TRY(bare, bare_milliseconds(brief));
  std::vector<std::string> words = {"demo", "--data", folder, "--port", "0", "--no-rate-limit"};
  {
    DIGIPRO_TRY(seeding, Child::start(words));  // the first start makes the town
  }
  double started = seconds_now();
  DIGIPRO_TRY(child, Child::start(words));
  DIGIPRO_TRY(first, Visitor(child.port()).get("/"));
  double start_seconds = seconds_now() - started;
  if (first.status != 200) return refuse(ErrorCode::outside_failed, "the first page");

  std::vector<std::unique_ptr<Person>> people;
  for (int i = 0; i < load.visitors; ++i) {
    people.push_back(std::make_unique<Person>(child.port()));
    DIGIPRO_CHECK(people.back()->begin());
  }
  auto ask = [&](size_t i) {
    return [person = people[i].get()](int64_t round) { return person->ask(round); };
  };
  DIGIPRO_CHECK(drive(brief, ask));
  double before = child.cpu_seconds();
  DIGIPRO_TRY(served, drive(load, ask));
  double cpu_milliseconds = (child.cpu_seconds() - before) / served.requests * 1e3;
  DIGIPRO_TRY(bare_again, bare_milliseconds(brief));
  double megabytes = child.peak_megabytes();
  double reference = (bare + bare_again) / 2;

  std::puts("visitors  requests/s   p50 us   p99 us   CPU ms each   bare edge   peak MB   start s");
  std::printf("%8d  %10.0f  %7.0f  %7.0f  %12.3f  %10.3f  %8.1f  %8.3f\n", load.visitors,
              served.requests / served.seconds, served.p50, served.p99, cpu_milliseconds, reference,
              megabytes, start_seconds);
  std::printf(
      "{\"name\":\"http\",\"figures\":{\"cpu_ms_per_request\":%s,\"rss_mb\":%s,\"start_s\":%s},"
      "\"reference\":{\"bare_edge_cpu_ms\":%s}}\n",
      rounded(cpu_milliseconds).c_str(), rounded(megabytes).c_str(), rounded(start_seconds).c_str(),
      rounded(reference).c_str());
  return {};
}

}  // namespace

int http(std::span<const std::string> arguments) {
  Load load;
  load.visitors = static_cast<int>(option(arguments, "visitors", 16.0));
  load.seconds = option(arguments, "seconds", 10.0);
  std::string folder =
      option(arguments, "folder", std::filesystem::temp_directory_path().string()) +
      "/digipro-bench-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) {
    std::fprintf(stderr, "cannot make %s\n", folder.c_str());
    return 1;
  }
  Status status = run(folder, load);
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  if (!status) std::fprintf(stderr, "bench http: %s\n", status.error().detail.c_str());
  return status ? 0 : 1;
}

}  // namespace digipro::bench
