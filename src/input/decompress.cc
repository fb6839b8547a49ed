#include "input/decompress.h"

#include <algorithm>
#include <limits>

#include "absl/strings/match.h"
#include "input/stored_file.h"

namespace loopbreaker {
namespace {

constexpr int kGzipOnly = 15 + 16;

}  // namespace

bool IsGzip(std::string_view first_bytes) { return first_bytes.substr(0, 2) == "\x1f\x8b"; }
bool IsZstd(std::string_view first_bytes) { return first_bytes.substr(0, 4) == "\x28\xb5\x2f\xfd"; }

bool Decompressor::Refill(std::size_t& size) {
  size = stored_->Read(block_.data(), block_.size());
  if (size == 0 && !stored_->error().empty()) error_ = stored_->error();
  return size > 0;
}

GzipSource::GzipSource(std::unique_ptr<ByteSource> stored) : Decompressor(std::move(stored)) {
  if (inflateInit2(&stream_, kGzipOnly) != Z_OK) error_ = "not enough memory to read gzip";
}

GzipSource::~GzipSource() { inflateEnd(&stream_); }

std::size_t GzipSource::Read(char* to, std::size_t size) {
  stream_.next_out = reinterpret_cast<Bytef*>(to);
  stream_.avail_out = static_cast<uInt>(std::min<std::size_t>(size, std::numeric_limits<uInt>::max()));
  const uInt asked = stream_.avail_out;
  while (error_.empty() && state_ != State::kEnd && stream_.avail_out == asked) {
    if (stream_.avail_in == 0) {
      std::size_t got = 0;
      if (!Refill(got)) {
        if (error_.empty() && state_ == State::kMember) error_ = "the gzip stream is cut off";
        state_ = State::kEnd;
        break;
      }
      stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(block()));
      stream_.avail_in = static_cast<uInt>(got);
    }
    if (state_ == State::kBetween) {
      // Zeros pad a tape block; anything else begins a member.
      if (*stream_.next_in == 0) {
        ++stream_.next_in;
        --stream_.avail_in;
        continue;
      }
      inflateReset(&stream_);
      state_ = State::kMember;
    }
    const int result = inflate(&stream_, Z_NO_FLUSH);
    if (result == Z_STREAM_END) {
      state_ = State::kBetween;
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      error_ = std::string("the gzip stream is damaged: ") + (stream_.msg != nullptr ? stream_.msg : zError(result));
    }
  }
  return asked - stream_.avail_out;
}

ZstdSource::ZstdSource(std::unique_ptr<ByteSource> stored)
    : Decompressor(std::move(stored)), stream_(ZSTD_createDStream()) {
  if (stream_ == nullptr) error_ = "not enough memory to read zstd";
}

ZstdSource::~ZstdSource() { ZSTD_freeDStream(stream_); }

std::size_t ZstdSource::Read(char* to, std::size_t size) {
  ZSTD_outBuffer out{to, size, 0};
  while (error_.empty() && !ended_ && out.pos == 0) {
    // zstd may keep what a full output had no room for, and gives it without any more input.
    if (in_.pos == in_.size && !(within_frame_ && was_full_)) {
      std::size_t got = 0;
      if (!Refill(got)) {
        if (error_.empty() && within_frame_) error_ = "the zstd stream is cut off";
        ended_ = true;
        break;
      }
      in_ = {block(), got, 0};
    }
    const std::size_t result = ZSTD_decompressStream(stream_, &out, &in_);
    if (ZSTD_isError(result) != 0) {
      error_ = std::string("the zstd stream is damaged: ") + ZSTD_getErrorName(result);
    }
    within_frame_ = result != 0;
    was_full_ = out.pos == out.size;
  }
  return out.pos;
}

std::unique_ptr<ByteSource> OpenBytes(const std::string& path, std::string& error) {
  std::unique_ptr<StoredFile> stored = StoredFile::Open(path, error);
  if (stored == nullptr) return nullptr;
  const std::string_view first_bytes = stored->Peek(4);
  // An empty file is no gzip and no zstd: what should have been written to it was not.
  const bool empty = first_bytes.empty();
  if (IsGzip(first_bytes) || (empty && absl::EndsWith(path, ".gz")))
    return std::make_unique<GzipSource>(std::move(stored));
  if (IsZstd(first_bytes) || (empty && absl::EndsWith(path, ".zst")))
    return std::make_unique<ZstdSource>(std::move(stored));
  return stored;
}

}  // namespace loopbreaker
