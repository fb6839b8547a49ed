// `loopbreaker schema NAME`: what editors need to complete and check the files that people write.
#include <iostream>

#include "cli/commands.h"
#include "schema/schema.h"

namespace loopbreaker {

void AddSchema(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("schema", "Print the JSON Schema of rules, tests, mappings or service.yaml, for editors");
  auto name = std::make_shared<std::string>();
  std::vector<std::string> names;
  for (const Schema& schema : Schemas()) names.emplace_back(schema.name);
  command->add_option("name", *name, "Of which files")->required()->check(CLI::IsMember(names));
  command->callback([name, &exit_code] {
    for (const Schema& schema : Schemas()) {
      if (*name == schema.name) std::cout << schema.make().Pretty() << std::flush;
    }
    exit_code = std::cout ? kDone : kEnvironment;
  });
}

}  // namespace loopbreaker
