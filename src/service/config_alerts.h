// `alerts` of service.yaml: who is called, by what, and for what.
#pragma once

#include "alerts/alert.h"
#include "base/diagnostic.h"
#include "service/config_layers.h"

namespace loopbreaker::config {

// Nothing at all: no alerts leave.
void ReadAlerts(const Layers& layers, AlertSettings& alerts, Diagnostics& errors);

}  // namespace loopbreaker::config
