// Mail leaves here and nowhere else: by an SMTP server, as files in a folder when the town has no
// server yet, or into memory for tests. A Message is turned into bytes by message.cpp, which lets
// no header be forged by what people typed. A Sender is thread-safe; send() blocks at most 55 s.
// Sending the same Message twice gives the same Message-ID, so that a repeat is recognised.
#pragma once
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/result.h"
#include "platform/config/config.h"
#include "platform/files/files.h"

namespace digipro::mail {

constexpr size_t body_bytes_max = 1 << 20;
constexpr size_t attachments_bytes_max = 20 << 20;  // of all together, before base64
constexpr size_t attachments_max = 20;

struct Attachment {
  std::string name;        // for people, UTF-8, at most 100 bytes
  std::string media_type;  // "application/pdf"
  std::string bytes;
};

struct Message {
  std::string id;         // becomes the Message-ID; letters, digits, '.', '-', '_', at most 100
  std::string from_name;  // shown beside the sender's address: the ente's name; may be empty
  std::string to;         // one address
  std::string subject;    // one line
  std::string body;       // plain text, UTF-8, lines end with "\n"
  Instant date;
  std::vector<Attachment> attachments;
};

// One address that a mail server takes as it stands: "anna.verdi@example.it". ASCII, no display
// name, no comment, no quoted local part, at most 254 bytes (RFC 5321 par. 4.5.3.1.3).
bool is_address(std::string_view text);

// The bytes of the mail (RFC 5322, MIME), lines ending with CRLF and never longer than 998 bytes.
// Refuses with invalid_input what could forge a header or is not UTF-8, with too_large.
Result<std::string> render(const Message& message, const std::string& from);

class Sender {
 public:
  virtual ~Sender() = default;
  // Refuses with outside_failed when the server is not there, is busy (4xx) or does not take our
  // login: worth another try. With invalid_input when it will never take this mail (5xx), or when
  // the mail cannot be rendered; too_large: not worth another try.
  virtual Status send(const Message& message) = 0;
};

// By the settings: smtp_url when there is one, else drop_folder, else DATA_FOLDER/posta. Refuses
// with configuration. `files` outlives the sender.
Result<std::unique_ptr<Sender>> make_sender(const config::Mail& settings, files::Files& files,
                                            const std::string& data_folder);

// smtp:// takes TLS when the server offers it, and demands it when there is a password to protect;
// smtps:// always speaks TLS.
Result<std::unique_ptr<Sender>> make_smtp_sender(const config::Mail& settings, files::Files& files,
                                                 int timeout_seconds = 50);
// FOLDER/mail-<id>.eml, each whole or not there; a repeat replaces it.
Result<std::unique_ptr<Sender>> make_folder_sender(files::Files& files, std::string folder,
                                                   std::string from);

class MemorySender final : public Sender {
 public:
  Status send(const Message& message) override;
  std::vector<Message> sent() const;
  // The next send() is refused with this; once.
  void fail_next(Error error);

 private:
  mutable std::mutex mutex_;
  std::vector<Message> sent_;
  std::vector<Error> failures_;
};

}  // namespace digipro::mail
