#include "platform/files/files.h"

namespace digipro::files {
namespace {

using Create = Result<std::unique_ptr<Writer>> (Files::*)(const std::string& path);

Status replace(Files& files, Create create, const std::string& path, std::string_view bytes) {
  std::string fresh = path + ".new";
  DIGIPRO_TRY(left_over, files.find(fresh));
  if (left_over) DIGIPRO_CHECK(files.remove(fresh));
  {
    DIGIPRO_TRY(writer, (files.*create)(fresh));
    DIGIPRO_CHECK(writer->append(bytes));
    DIGIPRO_CHECK(writer->sync());
  }
  DIGIPRO_CHECK(files.rename(fresh, path));
  size_t slash = path.rfind('/');
  return files.sync_folder(slash == std::string::npos ? "." : path.substr(0, slash));
}

}  // namespace

Status replace_file(Files& files, const std::string& path, std::string_view bytes) {
  return replace(files, &Files::create, path, bytes);
}

Status replace_private_file(Files& files, const std::string& path, std::string_view bytes) {
  return replace(files, &Files::create_private, path, bytes);
}

Result<std::string> read_file(Files& files, const std::string& path, int64_t bytes_max) {
  DIGIPRO_TRY(reader, files.open(path));
  if (reader->size_bytes() > bytes_max) return refuse(ErrorCode::too_large, path);
  std::string bytes(static_cast<size_t>(reader->size_bytes()), '\0');
  DIGIPRO_TRY(got, reader->read_at(0, bytes));
  bytes.resize(got);
  return bytes;
}

}  // namespace digipro::files
