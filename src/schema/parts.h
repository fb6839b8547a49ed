// The pieces of which the schemas are made. A scalar is the text that was written, so `12` is a number to an editor and
// a fine name to us: what takes a text takes numbers and flags.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "schema/json.h"

namespace loopbreaker::schema {

// One key of a map.
struct Key {
  std::string name;
  Json schema;
  std::string description;
  bool required = false;
};

// A map with these keys and no others.
Json MapOf(const std::vector<Key>& keys);

// Of the definitions that every schema has: see Finish.
Json Text();              // not empty
Json Duration();          // calendar time
Json BusinessDuration();  // calendar or business time
Json Categories();        // one or more of "rent", "plumbing/*"

Json Country();  // NL

Json Flag();
Json Integer(std::int64_t min, std::int64_t max);
Json OneOf(const std::vector<std::string>& names);
Json ListOf(Json item);                                   // at least one
Json OneOrMore(const Json& item);                         // a list of at least one, or one without a list
Json Matching(const char* pattern, const char* message);  // a text; `message` is what editors say of others
Json Ref(std::string_view definition);
// Hover text. A reference keeps none beside itself, so it is wrapped.
Json Described(Json schema, std::string_view description);
// {"if": condition, "then": then}.
Json IfThen(Json condition, Json then);
// A condition: the map has this key with one of these values.
Json KeyIs(std::string_view key, const std::vector<std::string>& values);
// Of a map that must have one of these keys, and may have more of them only if `exactly_one` is false.
Json NeedsOneOf(const std::vector<std::string>& keys, bool exactly_one);

// Without UNSPECIFIED.
std::vector<std::string> ValueNames(const google::protobuf::EnumDescriptor& type);

// `root` as a whole schema: with its title, its own definitions, and those of the ones above that it refers to.
Json Finish(std::string_view name, std::string_view title, Json root, const Json& definitions);

}  // namespace loopbreaker::schema
