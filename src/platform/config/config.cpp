#include "platform/config/config.h"

#include <toml++/toml.h>

#include <functional>
#include <map>
#include <sstream>

namespace digipro::config {
namespace {

// One row per key: where it lies, how it is read, what it is for. Reading and the example file
// both walk this table, so they cannot disagree.
struct Key {
  const char* section;  // "" for the top
  const char* name;
  const char* about;  // Italian, for the example
  std::function<bool(const toml::node&, Settings&)> read;
  std::function<std::string(const Settings&)> write;
};

std::string quoted(const std::string& text) {
  std::ostringstream out;
  out << toml::value<std::string>(text);
  return out.str();
}

template <class Member>
Key key(const char* section, const char* name, const char* about, Member member) {
  using T = std::remove_reference_t<decltype(member(std::declval<Settings&>()))>;
  Key out{section, name, about, {}, {}};
  out.read = [member](const toml::node& node, Settings& settings) {
    if constexpr (std::is_same_v<T, std::vector<std::string>>) {
      const toml::array* items = node.as_array();
      if (items == nullptr) return false;
      for (const toml::node& item : *items) {
        auto text = item.value_exact<std::string>();
        if (!text) return false;
        member(settings).push_back(*text);
      }
      return true;
    } else {
      auto value = node.value_exact<T>();
      if (!value) return false;
      member(settings) = *value;
      return true;
    }
  };
  out.write = [member](const Settings& settings) {
    const T& value = member(const_cast<Settings&>(settings));
    if constexpr (std::is_same_v<T, std::string>)
      return quoted(value);
    else if constexpr (std::is_same_v<T, int64_t>)
      return std::to_string(value);
    else
      return std::string("[]");
  };
  return out;
}

#define DIGIPRO_KEY(section, part, name, about) \
  key(section, #name, about, [](Settings& settings) -> auto& { return settings.part.name; })

const std::vector<Key>& keys() {
  static const std::vector<Key> all = {
      key("", "public_url", "indirizzo pubblico, per i collegamenti nelle mail",
          [](Settings& settings) -> auto& { return settings.public_url; }),
      key("", "services_folder", "pacchetti di servizi propri del Comune, oltre a quelli comuni",
          [](Settings& settings) -> auto& { return settings.services_folder; }),
      DIGIPRO_KEY("http", http, address, "indirizzo su cui ascolta"),
      DIGIPRO_KEY("http", http, port, "porta; 0: una libera"),
      DIGIPRO_KEY("http", http, tls_certificate, "certificato PEM; con tls_key, o nessuno dei due"),
      DIGIPRO_KEY("http", http, tls_key, "chiave PEM del certificato"),
      DIGIPRO_KEY("http", http, client_ca, "CA dei certificati dei cittadini (CNS)"),
      DIGIPRO_KEY("http", http, trusted_proxies, "proxy di cui valgono le intestazioni inoltrate"),
      DIGIPRO_KEY("http", http, io_threads, "thread di rete"),
      DIGIPRO_KEY("http", http, worker_threads, "thread delle pagine"),
      DIGIPRO_KEY("http", http, reads_per_second, "letture al secondo per indirizzo"),
      DIGIPRO_KEY("http", http, writes_per_second, "scritture al secondo per indirizzo"),
      DIGIPRO_KEY("store", store, engine, "sqlite o postgres"),
      DIGIPRO_KEY("store", store, folder, "archivi, documenti e chiavi"),
      DIGIPRO_KEY("store", store, postgres, "connessione libpq; la password in un passfile"),
      DIGIPRO_KEY("mail", mail, smtp_url, "smtp://host:25 o smtps://host:465; vuoto: su file"),
      DIGIPRO_KEY("mail", mail, smtp_user, "utente SMTP"),
      DIGIPRO_KEY("mail", mail, smtp_password_file, "file con la password SMTP"),
      DIGIPRO_KEY("mail", mail, from, "mittente"),
      DIGIPRO_KEY("mail", mail, drop_folder, "cartella delle mail senza server"),
      DIGIPRO_KEY("scanner", scanner, clamd_socket, "antivirus clamd: socket o host:porta"),
      DIGIPRO_KEY("seal", seal, folder, "dove escono i sigilli giornalieri: un altro disco"),
      DIGIPRO_KEY("map", map, tiles_url, "tessere della mappa; vuoto: solo lo stradario"),
      DIGIPRO_KEY("metrics", metrics, address, "dove si leggono le misure (Prometheus)"),
      DIGIPRO_KEY("metrics", metrics, port, "porta di GET /metrics; 0: non si leggono"),
      DIGIPRO_KEY("log", log, level, "debug, info, warning, error"),
      DIGIPRO_KEY("log", log, file, "file del registro tecnico; vuoto: standard error"),
  };
  return all;
}

#undef DIGIPRO_KEY

const Key* find_key(std::string_view section, std::string_view name) {
  for (const Key& one : keys())
    if (one.section == section && one.name == name) return &one;
  return nullptr;
}

Status read_table(const toml::table& table, std::string_view section, std::string_view file,
                  Settings& settings) {
  for (const auto& [name, node] : table) {
    std::string where = std::string(file) + ", riga " + std::to_string(node.source().begin.line) +
                        ": " + (section.empty() ? "" : std::string(section) + ".") +
                        std::string(name.str());
    if (section.empty() && node.is_table()) {
      DIGIPRO_CHECK(read_table(*node.as_table(), name.str(), file, settings));
      continue;
    }
    const Key* known = find_key(section, name.str());
    if (known == nullptr) return refuse(ErrorCode::configuration, where + " non è una chiave nota");
    if (!known->read(node, settings))
      return refuse(ErrorCode::configuration, where + " non ha il tipo giusto");
  }
  return {};
}

Status check(const Settings& settings, std::string_view file) {
  auto wrong = [&](const char* sentence) {
    return refuse(ErrorCode::configuration, std::string(file) + ": " + sentence);
  };
  const Http& http = settings.http;
  if (http.port < 0 || http.port > 65'535) return wrong("http.port va da 0 a 65535");
  if (settings.metrics.port < 0 || settings.metrics.port > 65'535)
    return wrong("metrics.port va da 0 a 65535");
  if (http.tls_certificate.empty() != http.tls_key.empty())
    return wrong("http.tls_certificate e http.tls_key vanno insieme");
  if (http.io_threads < 1 || http.io_threads > 64 || http.worker_threads < 1 ||
      http.worker_threads > 256)
    return wrong("i thread vanno da 1 a 64 (rete) e da 1 a 256 (pagine)");
  if (http.reads_per_second < 1 || http.writes_per_second < 1)
    return wrong("i limiti al secondo sono almeno 1");
  if (settings.store.engine != "sqlite" && settings.store.engine != "postgres")
    return wrong("store.engine è sqlite o postgres");
  if (settings.store.engine == "postgres" && settings.store.postgres.empty())
    return wrong("store.postgres è vuoto");
  if (settings.store.postgres.find("password=") != std::string::npos)
    return wrong("la password di PostgreSQL va in un passfile, non qui");
  return {};
}

}  // namespace

Result<Settings> parse(std::string_view text, std::string_view name) {
  toml::table table;
  try {
    table = toml::parse(text, name);
  } catch (const toml::parse_error& error) {
    return refuse(ErrorCode::configuration, std::string(name) + ", riga " +
                                                std::to_string(error.source().begin.line) + ": " +
                                                std::string(error.description()));
  }
  Settings settings;
  DIGIPRO_CHECK(read_table(table, "", name, settings));
  DIGIPRO_CHECK(check(settings, name));
  return settings;
}

Result<Settings> load(const std::string& path) {
  FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return refuse(ErrorCode::configuration, path + ": il file non si apre");
  std::string text(256 * 1024, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), file));
  std::fclose(file);
  return parse(text, path);
}

std::string example() {
  Settings defaults;
  std::string out = "# digipro.toml: tutte le chiavi con il loro valore predefinito\n";
  std::string section;
  for (const Key& one : keys()) {
    if (section != one.section) out += "\n[" + (section = one.section) + "]\n";
    out += std::string(one.name) + " = " + one.write(defaults) + "  # " + one.about + "\n";
  }
  return out;
}

}  // namespace digipro::config
