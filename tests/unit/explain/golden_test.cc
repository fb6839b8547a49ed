// Whole pages, to be read by people: LOOPBREAKER_REWRITE=1 writes them anew, and the difference is reviewed.
#include "support/golden.h"
#include "explain_case.h"

namespace loopbreaker {
namespace {

const std::string kRoot = LOOPBREAKER_SOURCE_DIR;
const std::string kGolden = kRoot + "/tests/golden/explain/";

void ExpectPage(const std::string& name, const std::string& page) { ExpectGolden(kGolden + name + ".txt", page); }

TEST(ExplainPagesTest, ThePlumberAfterTheSecondVisit) {
  ExpectPage("plumber", Explained({.rules = ReadText(kRoot + "/rules/default.yaml"),
                                   .events = ReadText(kRoot + "/examples/plumber/events.jsonl"),
                                   .customers_file = kRoot + "/examples/plumber/customers.jsonl",
                                   .customer = "tenant-1042",
                                   .as_of = "2026-02-12T12:00:00Z"}));
}

TEST(ExplainPagesTest, AnAnswerThatIsDueInDutch) {
  ExpectPage("papers", Explained({.rules = ReadText(kGolden + "papers.yaml"),
                                  .events = ReadText(kGolden + "papers.jsonl"),
                                  .customer = "h-7",
                                  .as_of = "2026-03-06T11:30:00Z",
                                  .why_linked = true}));
}

}  // namespace
}  // namespace loopbreaker
