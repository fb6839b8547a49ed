#include "event/pool.h"

#include <string>

#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

TEST(TextPoolTest, EqualTextsHaveOneSymbol) {
  TextPool pool;
  const std::uint32_t leak = pool.Intern("plumbing/leak");
  EXPECT_NE(pool.Intern("rent"), leak);
  EXPECT_EQ(pool.Intern(std::string("plumbing/") + "leak"), leak);
  EXPECT_EQ(pool.Get(leak), "plumbing/leak");
}

TEST(TextPoolTest, EmptyTextIsATextLikeOthers) {
  TextPool pool;
  const std::uint32_t rent = pool.Intern("rent");
  const std::uint32_t empty = pool.Intern("");
  EXPECT_NE(empty, rent);
  EXPECT_EQ(pool.Intern(""), empty);
  EXPECT_EQ(pool.Get(empty), "");
}

TEST(TextPoolTest, ViewsStayValidWhileThePoolGrows) {
  TextPool pool;
  const std::string_view first = pool.Get(pool.Intern("first"));
  const std::string large(100'000, 'x');
  const std::uint32_t symbol = pool.Intern(large);
  for (int i = 0; i < 20'000; ++i) pool.Intern("text number " + std::to_string(i));
  EXPECT_EQ(first, "first");
  EXPECT_EQ(pool.Get(symbol), large);
  EXPECT_EQ(pool.Get(pool.Intern("text number 19999")), "text number 19999");
}

TEST(TextPoolTest, FullPoolRefusesNewTextsAndKnowsTheOldOnes) {
  TextPool pool(2);
  const std::uint32_t a = pool.Intern("a");
  pool.Intern("b");
  EXPECT_EQ(pool.Intern("c"), TextPool::kFull);
  EXPECT_EQ(pool.Intern("a"), a);
}

TEST(TextPoolTest, ShapesDifferByFieldsAndByHeader) {
  TextPool pool(3);
  const std::uint32_t shape = pool.InternShape(7, 1);
  EXPECT_EQ(pool.InternShape(7, 1), shape);
  EXPECT_NE(pool.InternShape(7, 2), shape);
  EXPECT_NE(pool.InternShape(6, 1), shape);
  EXPECT_EQ(pool.GetShape(shape).fields, 7u);
  EXPECT_EQ(pool.GetShape(shape).header, 1u);
  EXPECT_EQ(pool.InternShape(5, 5), TextPool::kFull);
}

}  // namespace
}  // namespace loopbreaker
