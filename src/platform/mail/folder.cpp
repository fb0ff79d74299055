#include "platform/mail/mail.h"

namespace digipro::mail {
namespace {

class FolderSender final : public Sender {
 public:
  FolderSender(files::Files& files, std::string folder, std::string from)
      : files_(files), folder_(std::move(folder)), from_(std::move(from)) {}

  Status send(const Message& message) override {
    DIGIPRO_TRY(bytes, render(message, from_));
    // render() has looked at the id: it is a plain name, but it may begin with a dot.
    return files::replace_file(files_, folder_ + "/mail-" + message.id + ".eml", bytes);
  }

 private:
  files::Files& files_;
  std::string folder_, from_;
};

}  // namespace

Result<std::unique_ptr<Sender>> make_folder_sender(files::Files& files, std::string folder,
                                                   std::string from) {
  if (!is_address(from))
    return refuse(ErrorCode::configuration, "mail.from: non è un indirizzo di posta");
  DIGIPRO_CHECK(files.make_folder(folder));
  return std::make_unique<FolderSender>(files, std::move(folder), std::move(from));
}

Status MemorySender::send(const Message& message) {
  std::lock_guard lock(mutex_);
  if (!failures_.empty()) {
    Error error = std::move(failures_.front());
    failures_.erase(failures_.begin());
    return refuse(std::move(error));
  }
  DIGIPRO_TRY(bytes, render(message, "noreply@localhost"));
  sent_.push_back(message);
  return {};
}

std::vector<Message> MemorySender::sent() const {
  std::lock_guard lock(mutex_);
  return sent_;
}

void MemorySender::fail_next(Error error) {
  std::lock_guard lock(mutex_);
  failures_.push_back(std::move(error));
}

}  // namespace digipro::mail
