// Gzip and zstd while they are read. Members one after another are one stream, as `cat a.gz b.gz` makes them.
#pragma once

#include <zlib.h>
#include <zstd.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "input/byte_source.h"

namespace loopbreaker {

bool IsGzip(std::string_view first_bytes);
bool IsZstd(std::string_view first_bytes);

// What both have: a block of stored bytes.
class Decompressor : public ByteSource {
 public:
  explicit Decompressor(std::unique_ptr<ByteSource> stored) : stored_(std::move(stored)), block_(kBlockBytes) {}
  const std::string& error() const override { return error_; }
  std::uint64_t bytes_read() const override { return stored_->bytes_read(); }
  std::uint64_t bytes_total() const override { return stored_->bytes_total(); }

 protected:
  // The next block. False at the end, or when the stored file cannot be read on: then error() says so.
  bool Refill(std::size_t& size);
  const char* block() const { return block_.data(); }
  std::string error_;

 private:
  std::unique_ptr<ByteSource> stored_;
  std::vector<char> block_;
};

class GzipSource : public Decompressor {
 public:
  explicit GzipSource(std::unique_ptr<ByteSource> stored);
  ~GzipSource() override;
  GzipSource(const GzipSource&) = delete;
  GzipSource& operator=(const GzipSource&) = delete;
  std::size_t Read(char* to, std::size_t size) override;

 private:
  z_stream stream_{};
  enum class State { kMember, kBetween, kEnd } state_ = State::kMember;
};

class ZstdSource : public Decompressor {
 public:
  explicit ZstdSource(std::unique_ptr<ByteSource> stored);
  ~ZstdSource() override;
  ZstdSource(const ZstdSource&) = delete;
  ZstdSource& operator=(const ZstdSource&) = delete;
  std::size_t Read(char* to, std::size_t size) override;

 private:
  ZSTD_DStream* stream_;
  ZSTD_inBuffer in_{};
  bool within_frame_ = true;
  bool was_full_ = false;
  bool ended_ = false;
};

}  // namespace loopbreaker
