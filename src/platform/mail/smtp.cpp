// Mail by SMTP, through libcurl. One connection a mail: a town sends a few a minute, and a
// connection kept open is one more thing that can have died.
#include <curl/curl.h>

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "platform/mail/answer.h"
#include "platform/mail/mail.h"

namespace digipro::mail {
namespace {

constexpr int connect_seconds = 10;

struct Transfer {
  std::string_view left;       // of the mail
  std::string refusal;         // the server's line
  bool is_about_mail = false;  // MAIL FROM has been said
};

size_t give_bytes(char* buffer, size_t size, size_t count, void* transfer_of) {
  auto& transfer = *static_cast<Transfer*>(transfer_of);
  size_t given = std::min(size * count, transfer.left.size());
  std::memcpy(buffer, transfer.left.data(), given);
  transfer.left.remove_prefix(given);
  return given;
}

// The only place where libcurl shows both sides of the talk. Nothing is kept of what we say.
int watch(CURL*, curl_infotype kind, char* data, size_t size, void* transfer_of) {
  auto& transfer = *static_cast<Transfer*>(transfer_of);
  std::string_view text(data, size);
  if (kind == CURLINFO_HEADER_OUT && text.starts_with("MAIL FROM")) transfer.is_about_mail = true;
  // Of the refusal, not of the good-bye after it.
  bool is_refusal = text.starts_with('4') || text.starts_with('5');
  if (kind == CURLINFO_HEADER_IN && is_refusal) transfer.refusal = text.substr(0, 512);
  return 0;
}

class SmtpSender final : public Sender {
 public:
  SmtpSender(config::Mail settings, std::string password, int timeout_seconds)
      : settings_(std::move(settings)),
        password_(std::move(password)),
        timeout_seconds_(timeout_seconds) {}

  Status send(const Message& message) override {
    DIGIPRO_TRY(bytes, render(message, settings_.from));
    std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
    if (curl == nullptr) return refuse(ErrorCode::outside_failed, "mail: libcurl does not start");
    Transfer transfer{bytes, {}, false};
    std::string to = "<" + message.to + ">";
    std::unique_ptr<curl_slist, void (*)(curl_slist*)> recipients(
        curl_slist_append(nullptr, to.c_str()), curl_slist_free_all);
    set_connection(curl.get());
    set_transfer(curl.get(), transfer, recipients.get());
    CURLcode code = curl_easy_perform(curl.get());
    if (code == CURLE_OK) return {};
    long reply = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &reply);
    // A wrong password refuses every mail alike: the fault is ours and may be mended meanwhile.
    bool is_about_mail = transfer.is_about_mail && code != CURLE_LOGIN_DENIED;
    bool has_answered = code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR ||
                        code == CURLE_WEIRD_SERVER_REPLY || code == CURLE_LOGIN_DENIED ||
                        code == CURLE_UPLOAD_FAILED;
    return refuse(refusal_of(has_answered ? static_cast<int>(reply) : 0, transfer.refusal,
                             is_about_mail, curl_easy_strerror(code)));
  }

 private:
  void set_connection(CURL* curl) const {
    curl_easy_setopt(curl, CURLOPT_URL, settings_.smtp_url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_PROXY, "");  // whatever the environment says
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT,
                     long{std::min(connect_seconds, timeout_seconds_)});
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, long{timeout_seconds_});
    bool is_tls = settings_.smtp_url.starts_with("smtps://");
    bool has_password = !settings_.smtp_user.empty();
    curl_easy_setopt(curl, CURLOPT_USE_SSL,
                     static_cast<long>(has_password || is_tls ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    if (!has_password && !is_tls) {
      // TLS when offered, against those who only listen (RFC 7435): who would accept no TLS at all
      // gains nothing by refusing a certificate.
      curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
      curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
    }
    if (!has_password) return;
    curl_easy_setopt(curl, CURLOPT_USERNAME, settings_.smtp_user.c_str());
    curl_easy_setopt(curl, CURLOPT_PASSWORD, password_.c_str());
  }

  void set_transfer(CURL* curl, Transfer& transfer, curl_slist* recipients) const {
    std::string from = "<" + settings_.from + ">";
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from.c_str());  // copied
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_bytes);
    curl_easy_setopt(curl, CURLOPT_READDATA, &transfer);
    curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(transfer.left.size()));
    curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, watch);
    curl_easy_setopt(curl, CURLOPT_DEBUGDATA, &transfer);
  }

  config::Mail settings_;
  std::string password_;
  int timeout_seconds_;
};

bool is_server_url(std::string_view url) {
  if (!url.starts_with("smtp://") && !url.starts_with("smtps://")) return false;
  for (char c : url)
    if (c <= ' ' || c > '~' || c == '@' || c == '\\') return false;
  return !url.ends_with("//");
}

}  // namespace

Result<std::unique_ptr<Sender>> make_smtp_sender(const config::Mail& settings, files::Files& files,
                                                 int timeout_seconds) {
  if (!is_server_url(settings.smtp_url))
    return refuse(ErrorCode::configuration, "mail.smtp_url: serve smtp://host:25 o smtps://host");
  if (!is_address(settings.from))
    return refuse(ErrorCode::configuration, "mail.from: non è un indirizzo di posta");
  std::string password;
  if (!settings.smtp_user.empty()) {
    constexpr int64_t password_bytes_max = 4096;
    auto read = files::read_file(files, settings.smtp_password_file, password_bytes_max);
    if (!read) return refuse(ErrorCode::configuration, "mail.smtp_password_file: non si legge");
    password = std::string(trim(*read));
  }
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);  // once a process
  if (started != CURLE_OK) return refuse(ErrorCode::configuration, "mail: libcurl non parte");
  return std::make_unique<SmtpSender>(settings, std::move(password), timeout_seconds);
}

Result<std::unique_ptr<Sender>> make_sender(const config::Mail& settings, files::Files& files,
                                            const std::string& data_folder) {
  if (!settings.smtp_url.empty()) return make_smtp_sender(settings, files);
  std::string folder = settings.drop_folder.empty() ? data_folder + "/posta" : settings.drop_folder;
  return make_folder_sender(files, std::move(folder), settings.from);
}

}  // namespace digipro::mail
