#include "reconcile/next_step.h"

#include "gtest/gtest.h"
#include "loopbreaker/v1/contact_event.pb.h"

namespace loopbreaker {
namespace {

std::uint32_t Mask(std::initializer_list<v1::Blocker::Value> blockers) {
  std::uint32_t mask = 0;
  for (const v1::Blocker::Value blocker : blockers) mask |= 1u << blocker;
  return mask;
}

TEST(NextStepTest, WhatIsMissingGoesAlong) {
  const StepInput input{.blockers = Mask({v1::Blocker::NO_PARTS, v1::Blocker::NO_AUTHORISATION}),
                        .parts = {"valve"},
                        .authorisations = {"open the shaft wall"}};
  EXPECT_EQ(NextStep(input, Language::kEnglish),
            "Send a fitter with part valve and a mandate for “open the shaft wall”.");
  EXPECT_EQ(NextStep(input, Language::kDutch),
            "Stuur een vakman met onderdeel valve en mandaat voor “open the shaft wall”.");
}

// Whatever its giver calls it: a verb, a noun, an amount.
TEST(NextStepTest, EveryMandateIsANameOfItsOwn) {
  const StepInput input{.blockers = Mask({v1::Blocker::NO_AUTHORISATION}),
                        .authorisations = {"relining", "spend up to 500 euros"}};
  EXPECT_EQ(NextStep(input, Language::kEnglish),
            "Send a fitter with a mandate for “relining” and “spend up to 500 euros”.");
}

TEST(NextStepTest, WithoutNamesItSaysWhatIsMissingAllTheSame) {
  const StepInput input{.blockers =
                            Mask({v1::Blocker::NO_PARTS, v1::Blocker::NO_AUTHORISATION, v1::Blocker::WRONG_SKILL})};
  EXPECT_EQ(NextStep(input, Language::kEnglish),
            "Send somebody with the right skill with the missing part and a mandate.");
}

TEST(NextStepTest, FirstThingsComeFirst) {
  const StepInput input{.blockers = Mask({v1::Blocker::NO_ACCESS, v1::Blocker::NO_TIME, v1::Blocker::CAUSE_UNKNOWN})};
  EXPECT_EQ(NextStep(input, Language::kEnglish),
            "Have the cause found first, agree access with the customer, and send a fitter with enough time.");
}

TEST(NextStepTest, WithoutABlockerSomebodyOwnsIt) {
  EXPECT_EQ(NextStep({}, Language::kEnglish), "Call the customer and name one owner.");
  EXPECT_EQ(NextStep({.waits_on = v1::WaitsOn::CUSTOMER}, Language::kDutch),
            "Herinner de klant aan wat nog ontbreekt.");
  EXPECT_EQ(NextStep({.resolved = true}, Language::kEnglish), "");
}

}  // namespace
}  // namespace loopbreaker
