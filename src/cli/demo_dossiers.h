// The dossiers of the demonstration's customers, as the service would publish them.
#pragma once

#include <set>
#include <string>

#include "board/board.h"
#include "board/dossiers.h"
#include "engine/stream.h"
#include "serve/customers.h"

namespace loopbreaker {

class DemoDossiers {
 public:
  // Something happened to the customer; empty: to nobody that is known by name.
  void Touch(const std::string& customer) { touched_.insert(customer); }
  // Compiles those of whom something happened since, and says so on the board. By the thread that plays.
  void Refresh(Stream& stream, const Directory& directory, Board& board);
  // For the server's thread.
  const Dossiers& dossiers() const { return dossiers_; }

 private:
  std::set<std::string> touched_;
  Dossiers dossiers_;
};

// What is asked of one customer: who calls, and where things stand. `now` is the demonstration's time.
CustomerRoutes DemoCustomers(const Dossiers& dossiers, const Directory& directory, Language language,
                             std::function<Instant()> now);

}  // namespace loopbreaker
