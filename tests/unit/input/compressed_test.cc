#include <gmock/gmock.h>

#include "input/byte_source.h"
#include "input_case.h"

namespace loopbreaker {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(CompressedTest, GzipAndZstdByTheirFirstBytes) {
  const std::string text = EventLine("a") + "\n" + EventLine("b") + "\n";
  EXPECT_THAT(ReadFile("e.jsonl.gz", Gzip(text)).lines, ElementsAre("a", "b"));
  EXPECT_THAT(ReadFile("e.jsonl.zst", Zstd(text)).lines, ElementsAre("a", "b"));
  EXPECT_THAT(ReadFile("e.jsonl", Zstd(text)).lines, ElementsAre("a", "b"));
  EXPECT_THAT(ReadFile("e.jsonl.gz", text).lines, ElementsAre("a", "b"));
}

TEST(CompressedTest, MembersOneAfterAnotherAreOneStream) {
  const std::string a = EventLine("a") + "\n" + EventLine("b").substr(0, 20);
  const std::string b = EventLine("b").substr(20);
  EXPECT_THAT(ReadFile("e.jsonl.gz", Gzip(a) + Gzip("") + Gzip(b) + std::string(512, '\0')).lines,
              ElementsAre("a", "b"));
  EXPECT_THAT(ReadFile("e.jsonl.zst", Zstd(a) + Zstd("") + Zstd(b)).lines, ElementsAre("a", "b"));
}

std::string ManyLines() {
  std::string text;
  for (int i = 0; i < 30'000; ++i) text += EventLine(std::to_string(i * 7919)) + "\n";
  return text;
}

TEST(CompressedTest, LargeStreams) {
  EXPECT_EQ(ReadFile("e.jsonl.gz", Gzip(ManyLines())).events.size(), 30'000u);
  EXPECT_EQ(ReadFile("e.jsonl.zst", Zstd(ManyLines())).events.size(), 30'000u);
  // What packs well leaves much behind a small input.
  std::string same;
  for (int i = 0; i < 30'000; ++i) same += EventLine("a") + "\n";
  EXPECT_EQ(ReadFile("e.jsonl.gz", Gzip(same)).events.size(), 30'000u);
  EXPECT_EQ(ReadFile("e.jsonl.zst", Zstd(same)).events.size(), 30'000u);
}

// The last block is decompressed at once, and handed out long after all input has been used.
TEST(CompressedTest, SmallReadsGiveTheWholeStream) {
  const std::string text(100'000, 'x');
  for (const std::string& packed : {Gzip(text), Zstd(text)}) {
    const TempFile file("x", packed);
    std::string error;
    const std::unique_ptr<ByteSource> source = OpenBytes(file.path(), error);
    std::string read;
    char bytes[1000];
    while (const std::size_t got = source->Read(bytes, sizeof bytes)) read.append(bytes, got);
    EXPECT_EQ(source->error(), "");
    EXPECT_EQ(read, text);
  }
}

void ExpectTorn(const std::string& name, const std::string& packed, const std::string& detail) {
  const Given given = ReadFile(name, packed);
  ASSERT_EQ(given.dead.size(), 1u);
  EXPECT_EQ(given.lines.back(), "dead " + std::to_string(given.events.size() + 1) + " UNREADABLE");
  EXPECT_THAT(given.dead[0].detail, HasSubstr(detail));
  EXPECT_LT(given.dead[0].raw.size(), EventLine("123456789").size());
}

TEST(CompressedTest, TornStreamIsOneDeadLetterAndTheEnd) {
  const std::string gzip = Gzip(ManyLines());
  const std::string zstd = Zstd(ManyLines());
  ExpectTorn("e.jsonl.gz", gzip.substr(0, gzip.size() / 2), "the gzip stream is cut off");
  ExpectTorn("e.jsonl.gz", gzip.substr(0, gzip.size() - 4), "the gzip stream is cut off");
  ExpectTorn("e.jsonl.zst", zstd.substr(0, zstd.size() / 2), "the zstd stream is cut off");
  ExpectTorn("e.jsonl.gz", "", "the gzip stream is cut off");
}

TEST(CompressedTest, DamagedStreamIsOneDeadLetterAndTheEnd) {
  std::string gzip = Gzip(ManyLines());
  gzip[gzip.size() - 6] ^= 1;  // of the checksum
  ExpectTorn("e.jsonl.gz", gzip, "the gzip stream is damaged");
  ExpectTorn("e.jsonl.gz", Gzip(EventLine("a") + "\n") + "rubbish behind it", "the gzip stream is damaged");
  ExpectTorn("e.jsonl.zst", Zstd(EventLine("a") + "\n") + "rubbish behind it", "the zstd stream is damaged");
}

}  // namespace
}  // namespace loopbreaker
