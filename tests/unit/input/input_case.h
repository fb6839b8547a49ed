// Files made for a test, and what their reader gives.
#pragma once

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "input/reader.h"

namespace loopbreaker {

// Gone with the test.
class TempFile {
 public:
  TempFile(const std::string& name, std::string_view bytes) {
    static int count = 0;
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    path_ = ::testing::TempDir() + test->test_suite_name() + "." + test->name() + std::to_string(count++) + "." + name;
    std::ofstream(path_, std::ios::binary) << bytes;
  }
  ~TempFile() { std::filesystem::remove(path_); }
  TempFile(const TempFile&) = delete;
  TempFile& operator=(const TempFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

inline std::string Gzip(std::string_view text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string packed(deflateBound(&stream, text.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

inline std::string Zstd(std::string_view text) {
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 3));
  return packed;
}

// What a reader gave, in order: "id" of an event, "dead LINE REASON detail" of a dead letter.
struct Given {
  std::vector<std::string> lines;
  std::vector<v1::ContactEvent> events;
  std::vector<DeadLetter> dead;
  std::uint64_t ignored = 0;
};

inline Given ReadAll(EventReader& reader) {
  Given given;
  Event event;
  DeadLetter dead;
  for (;;) {
    const EventReader::Next next = reader.Read(event, dead);
    if (next == EventReader::Next::kEnd) break;
    if (next == EventReader::Next::kEvent) {
      given.lines.emplace_back(event.fact().id);
      given.events.push_back(event.message());
    } else {
      given.lines.push_back("dead " + std::to_string(dead.line) + " " + std::string(NameOf(dead.reason)));
      given.dead.push_back(dead);
    }
  }
  EXPECT_EQ(reader.Read(event, dead), EventReader::Next::kEnd);
  given.ignored = reader.ignored();
  return given;
}

inline Given ReadFile(const std::string& name, std::string_view bytes,
                      std::shared_ptr<const Mapping> mapping = nullptr) {
  const TempFile file(name, bytes);
  std::string error;
  const std::unique_ptr<EventReader> reader = OpenEvents(file.path(), std::move(mapping), error);
  EXPECT_NE(reader, nullptr) << error;
  return reader != nullptr ? ReadAll(*reader) : Given();
}

inline std::shared_ptr<const Mapping> MappingOf(const std::string& text) {
  Diagnostics errors;
  std::shared_ptr<const Mapping> mapping = LoadMapping(text, "m.yaml", errors);
  for (const Diagnostic& error : errors.list()) ADD_FAILURE() << ToText(error);
  return mapping;
}

// One JSON line without its end.
inline std::string EventLine(const std::string& id) {
  return R"({"id":")" + id + R"(","source":"s","eventTime":"2026-03-02T10:00:00Z","customerId":"c","caseOpened":{}})";
}

}  // namespace loopbreaker
