// The short way from bytes to a fact: protobuf's wire format read straight into a view, with nothing copied.
//
// It takes what is plainly valid and regular, which is nearly everything that comes. Whatever it does not take (an
// unknown field, a long text, a number outside its range, identifiers, bytes that are no event at all) goes the long
// way, through the library and Validate (decode.h), which decides and gives the reason. What both ways take is the same
// fact; a fuzz target holds them together.
#pragma once

#include <string_view>

#include "event/fact.h"

namespace loopbreaker {

// Fills `fact` with views into `bytes`, which must outlive it; the rank is computed. False: go the long way, `fact` is
// of no use. Thread: any.
bool ReadWire(std::string_view bytes, Fact& fact);

}  // namespace loopbreaker
