// The one configuration file, digipro.toml: every key, its default and what it does stand here and
// nowhere else. Unknown keys are refused with their line; secrets are given as names of files.
// Read once at start; a plain value, any thread.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace digipro::config {

struct Http {
  std::string address = "127.0.0.1";  // where to listen
  int64_t port = 8080;                // 0: any free one
  std::string tls_certificate;        // PEM files; both or none. Re-read at SIGHUP
  std::string tls_key;
  std::string client_ca;                     // asks for client certificates (CNS) when set
  std::vector<std::string> trusted_proxies;  // addresses or CIDR whose forwarded headers count
  int64_t io_threads = 1;
  int64_t worker_threads = 4;
  int64_t reads_per_second = 100;  // per client address; bursts of six seconds are admitted
  int64_t writes_per_second = 20;  // per client address; bursts of ten seconds are admitted
};

struct Store {
  std::string engine = "sqlite";  // or "postgres"
  std::string folder = "data";    // stores (sqlite), blobs, keys
  std::string postgres;           // libpq connection string, without password: use a passfile
};

struct Mail {
  std::string smtp_url;  // "smtp://host:25", "smtps://host:465"; empty: drop_folder
  std::string smtp_user;
  std::string smtp_password_file;
  std::string from = "noreply@localhost";
  std::string drop_folder;  // mails as files, when there is no server; empty: FOLDER/posta
};

struct Scanner {
  std::string clamd_socket;  // "/run/clamav/clamd.ctl" or "host:port"; empty: no virus scanner
};

struct Seal {
  std::string folder;  // daily seals leave the data folder: put another disk here
};

struct Map {
  std::string tiles_url;  // "https://tiles.example.it/{z}/{x}/{y}.png"; empty: streets only
};

struct Metrics {
  std::string address = "127.0.0.1";
  int64_t port = 0;  // GET /metrics for Prometheus, on a port of its own; 0: nowhere
};

struct Log {
  std::string level = "info";  // debug, info, warning, error
  std::string file;            // empty: standard error
};

struct Settings {
  Http http;
  Store store;
  Mail mail;
  Scanner scanner;
  Seal seal;
  Map map;
  Metrics metrics;
  Log log;
  std::string services_folder;  // packages of the town's own, beside the shared ones; empty: none
  std::string public_url;  // "https://servizi.comune.example.it": links in mails; empty: by port
};

// Refuses with configuration: file, line and key in Italian.
Result<Settings> load(const std::string& path);
Result<Settings> parse(std::string_view text, std::string_view name);
// A file with every key, its default and its comment.
std::string example();

}  // namespace digipro::config
