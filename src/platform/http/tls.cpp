#include "platform/http/tls.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

namespace digipro::http {
namespace {

// TLS 1.2 with forward secrecy and AEAD only, and TLS 1.3's own suites: the list that the Modello
// Comuni's validator asks for (C.SI.5.1).
constexpr const char* tls12_suites =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"
    "DHE-RSA-AES256-GCM-SHA384";

bool read_files(SSL_CTX* context, const TlsSettings& settings) {
  return SSL_CTX_use_certificate_chain_file(context, settings.certificate_file.c_str()) == 1 &&
         SSL_CTX_use_PrivateKey_file(context, settings.key_file.c_str(), SSL_FILETYPE_PEM) == 1 &&
         (settings.client_ca_file.empty() ||
          SSL_CTX_load_verify_locations(context, settings.client_ca_file.c_str(), nullptr) == 1);
}

}  // namespace

Result<TlsContext> make_tls(const TlsSettings& settings) {
  TlsContext made(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  SSL_CTX* context = made.get();
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_ALL | SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_cipher_list(context, tls12_suites);
  SSL_CTX_set_dh_auto(context, 1);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);    // idle connections hold none
  static constexpr unsigned char sessions[] = "digipro";  // or a client certificate forbids them
  SSL_CTX_set_session_id_context(context, sessions, sizeof sessions - 1);
  ERR_clear_error();
  if (!read_files(context, settings)) {
    char reason[256];
    ERR_error_string_n(ERR_get_error(), reason, sizeof reason);
    ERR_clear_error();
    return refuse(ErrorCode::configuration, std::string("TLS: ") + reason);
  }
  if (!settings.client_ca_file.empty()) SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  return made;
}

std::string client_certificate_of(ssl_st* connection) {
  X509* certificate = SSL_get1_peer_certificate(connection);
  if (certificate == nullptr) return {};
  BIO* memory = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(memory, certificate);
  char* data = nullptr;
  long size = BIO_get_mem_data(memory, &data);
  std::string pem(data, static_cast<size_t>(size));
  BIO_free(memory);
  X509_free(certificate);
  return pem;
}

}  // namespace digipro::http
