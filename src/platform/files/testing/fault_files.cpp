#include "platform/files/testing/fault_files.h"

namespace digipro::files::testing {
namespace {

std::string parent_of(const std::string& path) {
  size_t slash = path.rfind('/');
  return slash == 0 || slash == std::string::npos ? "/" : path.substr(0, slash);
}

class FaultWriter final : public Writer {
 public:
  FaultWriter(FaultDisk& disk, NodePtr node, std::unique_ptr<Writer> real, int64_t size_bytes)
      : disk_(disk), node_(std::move(node)), real_(std::move(real)), at_(size_bytes) {}

  Status append(std::string_view bytes) override {
    return disk_.write(node_, at_, bytes, [&](size_t count) {
      at_ += static_cast<int64_t>(count);
      return real_->append(bytes.substr(0, count));
    });
  }
  Status sync() override { return disk_.sync(node_); }

 private:
  FaultDisk& disk_;
  NodePtr node_;
  std::unique_ptr<Writer> real_;
  int64_t at_;
};

class FaultReader final : public Reader {
 public:
  FaultReader(FaultDisk& disk, std::unique_ptr<Reader> real)
      : disk_(disk), real_(std::move(real)) {}
  int64_t size_bytes() const override { return real_->size_bytes(); }
  Result<size_t> read_at(int64_t offset, std::span<char> buffer) override {
    if (disk_.is_off()) return refuse(ErrorCode::storage_failed, "the power is off");
    return real_->read_at(offset, buffer);
  }

 private:
  FaultDisk& disk_;
  std::unique_ptr<Reader> real_;
};

class FaultFiles final : public Files {
 public:
  explicit FaultFiles(FaultDisk& disk) : disk_(disk) {}

  Result<std::unique_ptr<Writer>> create(const std::string& path) override {
    return create_by(&Files::create, path);
  }
  Result<std::unique_ptr<Writer>> create_private(const std::string& path) override {
    return create_by(&Files::create_private, path);
  }

  Result<std::unique_ptr<Writer>> append_to(const std::string& path) override {
    DIGIPRO_CHECK(check_power());
    DIGIPRO_TRY(found, real_->find(path));
    if (!found) return create(path);
    DIGIPRO_TRY(real, real_->append_to(path));
    return std::make_unique<FaultWriter>(disk_, disk_.node(path), std::move(real),
                                         found->size_bytes);
  }

  Result<std::unique_ptr<Reader>> open(const std::string& path) override {
    DIGIPRO_CHECK(check_power());
    DIGIPRO_TRY(real, real_->open(path));
    return std::make_unique<FaultReader>(disk_, std::move(real));
  }

  Status rename(const std::string& from, const std::string& to) override {
    return disk_.rename(from, to, [&] { return real_->rename(from, to); });
  }
  Status remove(const std::string& path) override {
    return disk_.remove(path, [&] { return real_->remove(path); });
  }

  Status make_folder(const std::string& path) override {
    DIGIPRO_CHECK(check_power());
    DIGIPRO_TRY(found, real_->find(path));
    if (found) return found->is_folder ? Status() : Status(refuse(ErrorCode::conflict, path));
    DIGIPRO_CHECK(make_folder(parent_of(path)));
    DIGIPRO_CHECK(disk_.make_folder(path, [&] { return real_->make_folder(path); }));
    return disk_.sync_folder(parent_of(path));
  }
  Status sync_folder(const std::string& path) override { return disk_.sync_folder(path); }

  Result<std::vector<Entry>> list(const std::string& folder) override {
    DIGIPRO_CHECK(check_power());
    return real_->list(folder);
  }
  Result<std::optional<Entry>> find(const std::string& path) override {
    DIGIPRO_CHECK(check_power());
    return real_->find(path);
  }
  Result<std::unique_ptr<Lock>> lock(const std::string& path, LockMode mode) override {
    DIGIPRO_CHECK(check_power());
    DIGIPRO_TRY(found, real_->find(path));
    if (!found) DIGIPRO_CHECK(create(path));
    return real_->lock(path, mode);
  }

 private:
  using Create = Result<std::unique_ptr<Writer>> (Files::*)(const std::string& path);
  Result<std::unique_ptr<Writer>> create_by(Create how, const std::string& path) {
    std::unique_ptr<Writer> real;
    DIGIPRO_CHECK(disk_.create(path, [&]() -> Status {
      DIGIPRO_TRY(made, (*real_.*how)(path));
      real = std::move(made);
      return {};
    }));
    return std::make_unique<FaultWriter>(disk_, disk_.node(path), std::move(real), 0);
  }
  Status check_power() const {
    return disk_.is_off() ? Status(refuse(ErrorCode::storage_failed, "the power is off"))
                          : Status();
  }

  FaultDisk& disk_;
  std::unique_ptr<Files> real_ = make_real_files();
};

}  // namespace

std::unique_ptr<Files> make_fault_files(FaultDisk& disk) {
  return std::make_unique<FaultFiles>(disk);
}

}  // namespace digipro::files::testing
