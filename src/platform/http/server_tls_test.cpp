// TLS with certificates that the test makes itself.
#include <doctest/doctest.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <cstdio>

#include "platform/db/testing/test_stores.h"
#include "platform/http/testing/test_server.h"

using namespace digipro;
using namespace digipro::http;
using namespace digipro::http::testing;

namespace {

// A key with its certificate, signed by `issuer` or by itself.
class Identity {
 public:
  Identity(const std::string& name, const Identity* issuer, int serial)
      : key_(EVP_EC_gen("P-256")), certificate_(X509_new()) {
    X509_set_version(certificate_, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate_), serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate_), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate_), 3600);
    X509_set_pubkey(certificate_, key_);
    X509_NAME* subject = X509_get_subject_name(certificate_);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    const Identity& signer = issuer == nullptr ? *this : *issuer;
    X509_set_issuer_name(certificate_, X509_get_subject_name(signer.certificate_));
    if (issuer == nullptr) {
      X509_EXTENSION* authority =
          X509V3_EXT_conf_nid(nullptr, nullptr, NID_basic_constraints, "critical,CA:TRUE");
      X509_add_ext(certificate_, authority, -1);
      X509_EXTENSION_free(authority);
    }
    REQUIRE(X509_sign(certificate_, signer.key_, EVP_sha256()) > 0);
  }
  ~Identity() {
    X509_free(certificate_);
    EVP_PKEY_free(key_);
  }
  Identity(const Identity&) = delete;
  Identity& operator=(const Identity&) = delete;

  void write(const std::string& certificate_file, const std::string& key_file) const {
    std::FILE* file = std::fopen(certificate_file.c_str(), "w");
    PEM_write_X509(file, certificate_);
    std::fclose(file);
    if (key_file.empty()) return;
    file = std::fopen(key_file.c_str(), "w");
    PEM_write_PrivateKey(file, key_, nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(file);
  }
  EVP_PKEY* key() const { return key_; }
  X509* certificate() const { return certificate_; }

 private:
  EVP_PKEY* key_;
  X509* certificate_;
};

// One request over TLS. Trusts `authority` only.
class TlsClient {
 public:
  explicit TlsClient(const Identity& authority) : context_(SSL_CTX_new(TLS_client_method())) {
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context_), authority.certificate());
    SSL_CTX_set_verify(context_, SSL_VERIFY_PEER, nullptr);
  }
  ~TlsClient() { SSL_CTX_free(context_); }
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  void show(const Identity& identity) {
    SSL_CTX_use_certificate(context_, identity.certificate());
    SSL_CTX_use_PrivateKey(context_, identity.key());
  }
  void speak_at_most(int version) { SSL_CTX_set_max_proto_version(context_, version); }
  void offer(const char* suites) { SSL_CTX_set_cipher_list(context_, suites); }

  // "" when the handshake or the request failed.
  std::string ask(uint16_t port, const std::string& request) {
    Client tcp(port);
    SSL* tls = SSL_new(context_);
    SSL_set_fd(tls, tcp.socket());
    std::string answer;
    if (SSL_connect(tls) == 1 &&
        SSL_write(tls, request.data(), static_cast<int>(request.size())) > 0) {
      peer_serial = ASN1_INTEGER_get(X509_get0_serialNumber(SSL_get0_peer_certificate(tls)));
      char buffer[4096];
      for (int got; (got = SSL_read(tls, buffer, sizeof buffer)) > 0;)
        answer.append(buffer, static_cast<size_t>(got));
    }
    SSL_free(tls);
    return answer;
  }
  long peer_serial = 0;

 private:
  SSL_CTX* context_;
};

struct Given {
  db::testing::TempFolder folder;
  Identity authority{"Autorita di prova", nullptr, 1}, town{"Comune", &authority, 2};
  ServerSettings settings;
  Given() {
    TlsSettings tls;
    tls.certificate_file = folder.path() + "/certificato.pem";
    tls.key_file = folder.path() + "/chiave.pem";
    town.write(tls.certificate_file, tls.key_file);
    settings.tls = tls;
  }
};

Response tell(Request& request) {
  return Response::text(
      std::string(request.is_tls ? "tls" : "plain") +
      (request.client_certificate_pem.starts_with("-----BEGIN CERTIFICATE") ? " certificate" : ""));
}

const std::string question = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

}  // namespace

TEST_CASE("given a certificate, then pages come over TLS 1.3 and 1.2, and nothing older or weak") {
  Given given;
  Running running(tell, given.settings);
  TlsClient client(given.authority);
  CHECK(client.ask(running.port(), question).ends_with("tls"));
  CHECK(client.peer_serial == 2);
  client.speak_at_most(TLS1_2_VERSION);
  CHECK(client.ask(running.port(), question).ends_with("tls"));
  client.offer("ECDHE-ECDSA-AES128-SHA256");  // no AEAD
  CHECK(client.ask(running.port(), question).empty());
  TlsClient old(given.authority);
  old.offer("ALL:@SECLEVEL=0");
  old.speak_at_most(TLS1_1_VERSION);
  CHECK(old.ask(running.port(), question).empty());
  // Who speaks plain HTTP there hears nothing, and disturbs nobody.
  Client plain(running.port());
  plain.send_text(get("/"));
  CHECK(plain.answer().find("tls") == std::string::npos);
  CHECK(TlsClient(given.authority).ask(running.port(), question).ends_with("tls"));
}

TEST_CASE("given a new certificate in its place, when it is read again, then new visitors see it") {
  Given given;
  Running running(tell, given.settings);
  TlsClient client(given.authority);
  CHECK(client.ask(running.port(), question).ends_with("tls"));
  CHECK(client.peer_serial == 2);
  Identity renewed("Comune", &given.authority, 3);
  renewed.write(given.settings.tls->certificate_file, given.settings.tls->key_file);
  REQUIRE(running.server->reload_tls());
  CHECK(client.ask(running.port(), question).ends_with("tls"));
  CHECK(client.peer_serial == 3);
  // A wrong one is refused, and the old one goes on.
  std::remove(given.settings.tls->key_file.c_str());
  Status refused = running.server->reload_tls();
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::configuration);
  CHECK(client.ask(running.port(), question).ends_with("tls"));
}

TEST_CASE("given an authority of client certificates, then a page sees the one that it signed") {
  Given given;
  Identity cards("Carte", nullptr, 4), anna("Anna Bianchi", &cards, 5);
  Identity strange("Altri", nullptr, 6), stranger("Estraneo", &strange, 7);
  given.settings.tls->client_ca_file = given.folder.path() + "/carte.pem";
  cards.write(given.settings.tls->client_ca_file, "");
  Running running(tell, given.settings);
  TlsClient with_card(given.authority);
  with_card.show(anna);
  CHECK(with_card.ask(running.port(), question).ends_with("tls certificate"));
  CHECK(with_card.ask(running.port(), question).ends_with("tls certificate"));
  TlsClient without(given.authority);
  CHECK(without.ask(running.port(), question).ends_with("tls"));
  TlsClient with_other(given.authority);
  with_other.show(stranger);
  CHECK(with_other.ask(running.port(), question).empty());
}

TEST_CASE("given a handshake that does not go on, when its time is over, then it is closed") {
  Given given;
  given.settings.limits.header_timeout_seconds = 1;
  Running running(tell, given.settings);
  Client client(running.port());
  client.send_text("\x16\x03\x01");
  CHECK(client.answer().empty());
}
